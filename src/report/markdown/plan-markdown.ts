import type { Printable } from "../../util/printable-text.ts";
import { durationText, plural } from "../layout.ts";
import { leftoverLines } from "../leftover-lines.ts";
import { type PlanBlock, planBlocks } from "../plan-blocks.ts";
import { shown } from "../shown.ts";
import type { PlanTextOptions } from "../text.ts";
import { painter } from "../theme.ts";
import {
  alsoTexts,
  INCOMPLETE,
  istioVersions,
  judgedText,
  noChangesText,
  planLine,
  READ_ONLY,
} from "../verdict.ts";
import { hasChanges, type PlanView } from "../view.ts";
import { DEFAULT_MAX_BYTES, LEAST_MAX_BYTES } from "./bounds.ts";
import { componentPart } from "./component-part.ts";
import { diffRows } from "../diff-rows.ts";
import { code, fenced, htmlCode, prose, shortened } from "./escape.ts";
import { fit, type Part } from "./fit.ts";
import { namesOf, placesPart, riskPart, riskVerdict } from "./risk-part.ts";
import { splitView } from "../split-view.ts";

/** Texts of the head and the foot, which are always written, are cut here. */
const [MOST_NAME, MOST_SENTENCE] = [80, 400];
const FEW_NAMES = 6;

/**
 * A plan as Markdown for a comment on GitHub or GitLab: what a reviewer decides by comes first and unfolded. Never longer than
 * `maxBytes` (fit.ts says what is cut first). Equal views and options give equal text. Ends with a line break.
 */
export function planMarkdown(plan: PlanView, options: PlanTextOptions): Printable {
  const view = shown(plan);
  const { open, rest } = splitView(view);
  const isBusy = hasChanges(view);
  const groups: readonly (readonly Part[])[] = isBusy
    ? [
        [headPart(view)],
        [riskPart(view), componentPart(view), ...openParts(open, view, options.full)],
        [placesPart(view), ...foldedParts(rest, view, options.full)],
      ]
    : [
        [quietHead(view)],
        [riskPart(view)],
        [placesPart(view), ...foldedParts(view, view, options.full)],
      ];
  return fit([...groups, [leftoverPart(view), warningPart(view)]], {
    maxBytes: Math.max(LEAST_MAX_BYTES, options.maxBytes ?? DEFAULT_MAX_BYTES),
    foot: foot(view, options),
    cut: ["_Some of the plan had no room here; `meshplan show` prints all of the saved plan._", ""],
  });
}

function headPart(view: PlanView): Part {
  const also = alsoTexts(view);
  const line = `**${planLine(view)}**`;
  return [
    [
      title(view),
      "",
      `${line}${riskVerdict(view)}`,
      ...(also.length === 0
        ? []
        : ["", prose(shortened(`Also: ${also.join(", ")}.`, MOST_SENTENCE))]),
      ...stateLines(view),
      "",
    ],
    [title(view), "", line, ...stateLines(view), ""],
  ];
}

const title = ({ mesh }: PlanView): string => `### meshplan: ${code(shortened(mesh, MOST_NAME))}`;

/** What makes the plan less than it looks. */
function stateLines(view: PlanView): readonly string[] {
  return [
    ...(view.complete ? [] : ["", `> ${INCOMPLETE}`]),
    ...(view.read_only === true ? ["", `> ${READ_ONLY}.`] : []),
  ];
}

function quietHead(view: PlanView): Part {
  const text = shortened(noChangesText(view), MOST_SENTENCE);
  return [
    [title(view), "", prose(text), ...stateLines(view), ""],
    [title(view), "", "No changes to make.", ...stateLines(view), ""],
  ];
}

function openParts(part: PlanView, view: PlanView, full: boolean): readonly Part[] {
  const blocks = blocksOf(part, view, full);
  const heading: Part = [
    ["**Look at first**: destroys, changes trust, opens an address, or moves traffic", ""],
    [],
  ];
  return blocks.length === 0 ? [] : [heading, ...blocks.map(openBlock)];
}

const foldedParts = (part: PlanView, view: PlanView, full: boolean): readonly Part[] =>
  blocksOf(part, view, full).map(foldedBlock);

function blocksOf(part: PlanView, view: PlanView, full: boolean): readonly PlanBlock[] {
  return planBlocks(part, {
    file: view.file,
    readOnly: view.read_only === true,
    isAnythingDone: hasChanges(view),
    namespace: view.namespace,
    full,
  });
}

function openBlock({ clusters, counts, rows }: PlanBlock): Part {
  const title =
    clusters.length === 1
      ? `${namesOf(clusters, 1)}: ${counts}`
      : `${plural(clusters.length, "cluster")} (${namesOf(clusters, FEW_NAMES)}): ${counts} each`;
  return inLengths(rows, (lines) => [title, "", ...lines, ""]);
}

function foldedBlock({ clusters, counts, rows }: PlanBlock): Part {
  const names = clusters.slice(0, FEW_NAMES).map(htmlCode).join(", ");
  const more = clusters.length > FEW_NAMES ? `, … ${String(clusters.length - FEW_NAMES)} more` : "";
  const title =
    clusters.length === 1
      ? `${names}: ${counts}`
      : `${plural(clusters.length, "cluster")} (${names}${more}): ${counts} each`;
  return inLengths(rows, (lines) => folded(title, lines));
}

/** `summary` is HTML. */
function folded(summary: string, lines: readonly string[]): readonly string[] {
  return [`<details><summary>${summary}</summary>`, "", ...lines, "", "</details>", ""];
}

/** How many rows a block has where not even those without fields have room. */
const SHORTER = [300, 100, 30, 10] as const;

/** With all its rows, without fields, with its first rows, and not at all. */
function inLengths(
  rows: PlanBlock["rows"],
  around: (lines: readonly string[]) => readonly string[],
): Part {
  const lines = (some: PlanBlock["rows"]): readonly string[] =>
    around(fenced("diff", diffRows(some)));
  const brief = rows.filter(({ kind }) => kind === "action" || kind === "object");
  const first = (most: number): PlanBlock["rows"] => [
    ...brief.slice(0, most),
    { kind: "more", text: `(${plural(brief.length - most, "more line")})` },
  ];
  const shorter = SHORTER.filter((most) => most < brief.length);
  return [lines(rows), lines(brief), ...shorter.map((most) => lines(first(most))), []];
}

function leftoverPart(view: PlanView): Part {
  if (view.leftovers === undefined) return [[]];
  const [, title = "", ...lines] = leftoverLines(view, painter(false), 100);
  const count = plural(view.summary.left_over, "object");
  return [
    folded(`${count} left over`, [
      prose(title),
      "",
      ...fenced(
        "sh",
        lines.map((one) => ` ${one}`),
      ),
    ]),
    [`${count} left over.`, ""],
  ];
}

function warningPart({ diagnostics }: PlanView): Part {
  if (diagnostics.length === 0) return [[]];
  const title = plural(diagnostics.length, "problem");
  const lines = diagnostics.flatMap(({ code: id, severity, cluster, message, help }) => [
    `- **${prose(severity)}** ${code(id)}${cluster === undefined ? "" : ` ${code(cluster)}`}: ${lineOf(message)}`,
    ...(help === "" ? [] : [`  - ${lineOf(help)}`]),
  ]);
  return [
    [`**${title}**`, "", ...lines, ""],
    [`**${title}**, see the log of the plan.`, ""],
  ];
}

/** A text of several lines as one. */
const lineOf = (text: string): string =>
  prose(
    text
      .split("\n")
      .map((line) => line.trim())
      .join(" "),
  );

function foot(view: PlanView, { made, printed, commit, next }: PlanTextOptions): readonly string[] {
  const read = view.clusters.filter(({ reachable }) => reachable).length;
  const named = (word: string, text: string | undefined): readonly string[] =>
    text === undefined ? [] : [`${word} ${code(shortened(text, MOST_NAME))}`];
  return [
    [
      ...named("digest", view.digest),
      ...named("commit", commit),
      ...named("made", made ?? printed),
      ...ageText(made, printed),
      ...named("Istio", istioVersions(view)),
      `${String(read)} of ${plural(view.clusters.length, "cluster")} read`,
      ...(view.read_only === true || !hasChanges(view) ? [] : [judgedText(view)]),
    ].join(" · "),
    ...(next === undefined || next.length > MOST_SENTENCE || !isAppliable(view)
      ? []
      : ["", `next: ${code(next)}`]),
  ];
}

function ageText(made: string | undefined, printed: string | undefined): readonly string[] {
  if (made === undefined || printed === undefined) return [];
  const age = Date.parse(printed) - Date.parse(made);
  return age > 0 ? [`${durationText(age)} before this was printed`] : [];
}

const isAppliable = (view: PlanView): boolean =>
  view.complete && view.read_only !== true && hasChanges(view);
