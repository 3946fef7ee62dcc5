import type { Printable } from "../../util/printable-text.ts";
import { type ActionStatus, type ApplyState, skippedByRoot } from "../apply-state.ts";
import { listUpTo, plural } from "../layout.ts";
import { shown } from "../shown.ts";
import { applySummary, problemLines } from "../summary.ts";
import { DEFAULT_MAX_BYTES, LEAST_MAX_BYTES } from "./bounds.ts";
import { cellCode, code, fenced, prose, shortened } from "./escape.ts";
import { fit, type Part } from "./fit.ts";

interface ApplyMarkdownOptions {
  readonly resume: string;
  readonly maxBytes?: number;
}

const [MOST_NAME, MOST_SENTENCE] = [80, 400];
const FEW_ROWS = 20;

/** How an apply ended, as Markdown: what failed first, then clusters, then notes. Bounded as plans are. */
export function applyMarkdown(given: ApplyState, options: ApplyMarkdownOptions): Printable {
  // A map has no texts to make visible; its values have.
  const state: ApplyState = {
    ...shown({ ...given, actions: new Map() }),
    actions: new Map([...given.actions].map(([id, action]) => [id, shown(action)])),
  };
  return fit(
    [[headPart(state, options)], [problemPart(state)], [clusterPart(state)], [notePart(state)]],
    {
      maxBytes: Math.max(LEAST_MAX_BYTES, options.maxBytes ?? DEFAULT_MAX_BYTES),
      foot: [foot(state)],
      cut: ["_Some of the result had no room here; the events and the log have all of it._", ""],
    },
  );
}

function headPart(state: ApplyState, options: ApplyMarkdownOptions): Part {
  const [headline = ""] = applySummary(state, options);
  const goOn =
    state.outcome === "done" || options.resume.length > MOST_SENTENCE
      ? []
      : ["", `Go on with ${code(options.resume)}: what was written stays.`];
  return [[`**${prose(shortened(headline, MOST_SENTENCE))}**`, ...goOn, ""]];
}

function problemPart(state: ApplyState): Part {
  if (state.problems.length === 0) return [[]];
  const lines = state.problems.flatMap((problem) => [
    ...fenced(
      "text",
      problemLines(problem)
        .flatMap((line) => line.split("\n"))
        .map((line) => ` ${line}`),
    ),
    "",
  ]);
  const skipped = skippedByRoot(state).map(
    ({ because, actions }) =>
      `Skipped, because ${code(because)} failed: ${plural(actions.length, "action")}.`,
  );
  const codes = [...new Set(state.problems.map(({ problem }) => problem.code))];
  return [
    [...lines, ...skipped.flatMap((line) => [line, ""])],
    [
      `${plural(state.problems.length, "failure")}: ${shortened(codes.join(", "), MOST_SENTENCE)}.`,
      "",
    ],
  ];
}

const COLUMNS = [
  "done",
  "unchanged",
  "failed",
  "skipped",
  "left",
] as const satisfies readonly ActionStatus[];

function clusterPart({ actions }: ApplyState): Part {
  const clusters = [...new Set([...actions.values()].map(({ cluster }) => cluster))];
  if (clusters.length === 0) return [[]];
  const rows = new Map<string, string[]>();
  for (const name of clusters) {
    const own = [...actions.values()].filter(({ cluster }) => cluster === name);
    const written = own.reduce((sum, one) => sum + one.written, 0);
    const cells = [
      ...COLUMNS.map((status) => own.filter((one) => one.status === status).length),
      written,
    ]
      .map((count) => (count === 0 ? "" : String(count)))
      .join(" | ");
    rows.set(cells, [...(rows.get(cells) ?? []), name]);
  }
  const lines = [...rows].map(([cells, names]) => {
    const listed = names.slice(0, 3).map(cellCode).join(" ");
    const more = names.length > 3 ? ` … ${String(names.length - 3)} more` : "";
    return `| ${names.length > 1 ? `${String(names.length)}: ` : ""}${listed}${more} | ${cells} |`;
  });
  const table = (some: readonly string[]): readonly string[] => [
    `| cluster | ${COLUMNS.join(" | ")} | objects written |`,
    `|${" --- |".repeat(COLUMNS.length + 2)}`,
    ...some,
    "",
  ];
  return [table(lines), table(lines.slice(0, FEW_ROWS)), []];
}

/** Notes may be the only place that says what to do. */
function notePart({ actions }: ApplyState): Part {
  const byText = new Map<string, string[]>();
  for (const { id, notes } of actions.values())
    for (const text of notes) byText.set(text, [...(byText.get(text) ?? []), id]);
  if (byText.size === 0) return [[]];
  const lines = [...byText].map(
    ([text, ids]) => `- ${prose(listUpTo(ids, 60))}: ${prose(text.replaceAll("\n", " "))}`,
  );
  return [
    [...lines, ""],
    [`${plural(lines.length, "note")}, see the log.`, ""],
  ];
}

function foot({ digest, startedAt, latestAt }: ApplyState): string {
  const named = (word: string, text: string): readonly string[] =>
    text === "" ? [] : [`${word} ${code(shortened(text, MOST_NAME))}`];
  return [
    ...named("digest", digest),
    ...named("applied", startedAt),
    ...named("ended", latestAt),
  ].join(" · ");
}
