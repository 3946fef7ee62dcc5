import type { Finding } from "../planner/finding.ts";
import { printableLines } from "../util/printable.ts";
import { printableJson } from "../util/printable-json.ts";
import type { Printable } from "../util/printable-text.ts";
import { visibleText } from "../util/visible-text.ts";
import { wrap } from "../util/wrap.ts";
import { wrapHelp } from "../util/wrap-help.ts";
import { padColumns } from "../util/pad-columns.ts";
import { firstNames, plural } from "./layout.ts";
import { type Color, type Paint, painter } from "./theme.ts";

const LOOK: Readonly<Record<Finding["state"], { readonly word: string; readonly color: Color }>> = {
  fine: { word: "ok", color: "green" },
  note: { word: "note", color: "yellow" },
  wrong: { word: "wrong", color: "red" },
  unknown: { word: "?", color: "gray" },
};

interface TextOptions {
  readonly width: number;
  readonly color: boolean;
}

/** Everything that was looked at, this machine first and then cluster by cluster, and how many things do not work. */
export function checkUpText(
  findings: readonly Finding[],
  { width, color }: TextOptions,
): Printable {
  const paint = painter(color);
  const groups = new Map<string, Finding[]>();
  for (const one of findings) {
    const title = one.clusters.length === 0 ? "This machine" : firstNames(one.clusters);
    groups.set(title, [...(groups.get(title) ?? []), one]);
  }
  const columns = Math.max(0, ...findings.map(({ about }) => about.length));
  const blocks = [...groups].flatMap(([title, rows]) => [
    paint("bold", visibleText(title)),
    ...rows.flatMap((row) => rowLines(row, { width, columns, paint })),
    "",
  ]);
  const wrong = findings.filter(({ state }) => state === "wrong").length;
  const last =
    wrong === 0
      ? "Nothing stands in the way."
      : `${plural(wrong, "thing")} ${wrong === 1 ? "does" : "do"} not work.`;
  return printableLines([...blocks, last]);
}

const WORD = 5;

function rowLines(
  { about, state, text, code, nextSteps }: Finding,
  { width, columns, paint }: { width: number; columns: number; paint: Paint },
): readonly string[] {
  const { word, color } = LOOK[state];
  const indent = " ".repeat(2 + WORD + 2 + columns + 2);
  const room = Math.max(30, width - indent.length);
  const said = code === undefined ? text : `${code}: ${text}`;
  const [first = "", ...rest] = linesOf(said).flatMap((line) => wrap(line, room));
  const steps = nextSteps.flatMap((step) => {
    const [head = "", ...more] = linesOf(step).flatMap((line) => wrapHelp(line, room - 6));
    return [
      `${indent}${paint("cyan", "help:")} ${head}`,
      ...more.map((one) => `${indent}      ${one}`),
    ];
  });
  return [
    `  ${paint(color, word)}${" ".repeat(WORD - word.length)}  ${padColumns(about, columns)}  ${first}`,
    ...rest.map((line) => indent + line),
    ...steps,
  ];
}

/** A credential plug-in says several lines. */
function linesOf(text: string): readonly string[] {
  return text.split("\n").map(visibleText);
}

/** The same for programs. */
export function checkUpJson(meshplan: string, findings: readonly Finding[]): Printable {
  const view = {
    format_version: "1.0",
    meshplan,
    works: findings.every(({ state }) => state !== "wrong"),
    findings: findings.map(({ about, clusters, state, text, code, nextSteps }) => ({
      about,
      clusters,
      state,
      text,
      ...(code === undefined ? {} : { code }),
      next_steps: nextSteps,
    })),
  };
  return printableJson(view, { pretty: true });
}
