import { parseYaml } from "../../src/adapters/host/yaml.ts";
import { isList, isMap, type Json } from "../../src/kube/object.ts";

/** A test that shows a promise. */
export interface Shown {
  readonly test: string;
  readonly title: string;
}

/** A row of promises.yaml. `says`: a part of one sentence that holds all its promising words; `…` stands for words left out. */
export interface Row extends Shown {
  readonly says: string;
}

/** A sentence, a cell of a table or a heading, as a reader sees it: without marks of Markdown, code by its text. */
export interface Sentence {
  readonly text: string;
  /** What it promises with. */
  readonly words: readonly string[];
  /** The tests that the page itself names after it: `test/a.test.ts`: “title”. */
  readonly shownBy: readonly Shown[];
}

/** By the path of a page. */
export function readPromises(text: string): ReadonlyMap<string, readonly Row[]> {
  const [pages] = parseYaml(text) ?? [];
  if (!isMap(pages)) throw new Error("test/docs/promises.yaml is no mapping of pages");
  return new Map(
    Object.entries(pages).map(([page, rows]) => [page, (isList(rows) ? rows : []).map(rowOf)]),
  );
}

function rowOf(row: Json): Row {
  const of = (key: string): string => {
    const value = isMap(row) ? row[key] : undefined;
    if (typeof value !== "string" || value === "")
      throw new Error(`test/docs/promises.yaml: no ${key} in ${JSON.stringify(row)}`);
    return value;
  };
  return { says: of("says"), test: of("test"), title: of("title") };
}

const FENCE = /^(?<fence>`{3,})[^\n]*\n.*?^\k<fence>$/gms;
const COMMENT = /<!--.*?-->/gs;
/** A blank line, and a line that begins an item, a row or a heading. */
const BLOCK = /\n\s*\n|\n(?=\s*(?:[-*] |\d+\. |\||#))/;
const BEGINNING = /^\s*(?:#+|[-*]|\d+\.) /;
const CITATION = /`(?<test>test\/[^`]+\.ts)`: “(?<title>[^”]+)”/g;
const END = /(?<=[.!?]\)?(?:\*\*)?)\s+(?=[\p{Lu}`*[(_])/u;
/** `at once` is a moment and no promise; a word with a hyphen is part of another. */
const WORD = /(?<![\w-])(?:always|never|only|exactly|all|(?<!\bat )once)(?![\w-])/gi;

export function sentencesOf(markdown: string): readonly Sentence[] {
  const prose = markdown.replace(FENCE, "\n\n").replace(COMMENT, "");
  return prose.split(BLOCK).flatMap((block) => {
    const isRow = block.trimStart().startsWith("|");
    const parts = isRow
      ? block
          .trim()
          .slice(1, -1)
          .split(/(?<!\\)\|/)
      : [block];
    return parts.flatMap(sentencesIn);
  });
}

function sentencesIn(block: string): readonly Sentence[] {
  const flat = block.replace(BEGINNING, "").replace(/\s+/g, " ").trim();
  const pieces: { text: string; shownBy: Shown[] }[] = [];
  let from = 0;
  const add = (text: string): void => {
    for (const one of text.trim().split(END))
      if (/\w/.test(one)) pieces.push({ text: one, shownBy: [] });
  };
  for (const match of flat.matchAll(CITATION)) {
    add(flat.slice(from, match.index));
    from = match.index + match[0].length;
    const { test = "", title = "" } = match.groups ?? {};
    if (pieces.length === 0) pieces.push({ text: "", shownBy: [] });
    pieces.at(-1)?.shownBy.push({ test, title });
  }
  add(flat.slice(from));
  return pieces.map(({ text, shownBy }) => ({ text, words: wordsIn(text), shownBy }));
}

/** Code is no sentence, and where a link leads neither. */
function wordsIn(text: string): readonly string[] {
  const read = text.replace(/`[^`]*`/g, "`").replace(/\]\([^)]*\)/g, "]");
  return (read.match(WORD) ?? []).map((word) => word.toLowerCase());
}

/** The rows that lead from a sentence. */
export function rowsOf({ text, words }: Sentence, rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ says }) => {
    const parts = says.split(" … ");
    const places = parts.reduce<number>(
      (from, part) =>
        from < 0 || !text.includes(part, from) ? -1 : text.indexOf(part, from) + part.length,
      0,
    );
    const said = parts.flatMap(wordsIn);
    return places >= 0 && said.length > 0 && said.length === words.length;
  });
}
