import type { Finding, PartName } from "./part.ts";
import { PART_NAMES } from "./part.ts";
import { tableText } from "./table.ts";

/** What a section of the page says. */
export interface Section {
  readonly title: string;
  /** When, where and of what: a line of its own, for every section may come from another run. */
  readonly circumstances: string;
  readonly method: string;
  readonly findings: readonly Finding[];
}

const INTRODUCTION = `# Benchmarks

\`npm run bench\` measures everything here and writes this page; \`npm run bench -- start\` measures one part (start, plan,
apply, own, embedded, scale, cost) and replaces only its section. Contenders take turns within one run, every second round in reverse
order, so that the machine's moods hit them alike. Targets are held against medians of whole processes; ratios travel
between machines better than seconds. No test depends on a time.
`;

/** A section as Markdown. */
export function sectionText({ title, circumstances, method, findings }: Section): string {
  const found = findings.map((each) => (typeof each === "string" ? each : tableText(each)));
  return [`## ${title}`, `_${circumstances}_`, method, ...found].join("\n\n");
}

/** The page with some sections replaced. Sections of other parts stay as they are, text for text. */
export function pageWith(page: string, fresh: ReadonlyMap<PartName, string>): string {
  const sections = PART_NAMES.flatMap((name) => {
    const text = fresh.get(name) ?? sectionOf(page, name);
    return text === undefined ? [] : [`${opening(name)}\n\n${text}\n\n${CLOSING}\n`];
  });
  return [INTRODUCTION, ...sections].join("\n");
}

const CLOSING = "<!-- /bench -->";
const opening = (name: PartName): string => `<!-- bench ${name} -->`;

function sectionOf(page: string, name: PartName): string | undefined {
  const start = page.indexOf(opening(name));
  const end = page.indexOf(CLOSING, start);
  if (start < 0 || end < 0) return undefined;
  return page.slice(start + opening(name).length, end).trim();
}
