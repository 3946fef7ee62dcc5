import { printableLines } from "../../util/printable.ts";
import type { Printable } from "../../util/printable-text.ts";
import { type ArrowKind, type Drawing, type DrawnGroup, type Mark, MARKS } from "./drawing.ts";

const SYMBOLS: Readonly<Record<Mark, string>> = {
  none: " ",
  add: "+",
  change: "~",
  destroy: "-",
  "left over": "?",
};
const WORDS: Readonly<Record<Exclude<Mark, "none">, string>> = {
  add: "is added",
  change: "changes",
  destroy: "is destroyed or replaced",
  "left over": "is left over: the mesh file does not have it",
};
/** In the order in which they are listed. */
const TITLES: Readonly<Record<Exclude<ArrowKind, "needs">, string>> = {
  serves: "Which istiod serves whom",
  reads: "Which istiod reads which API server, by a remote secret",
  traffic: "Gateways between networks",
};

/** A topology as text: networks, the clusters in them, and what joins them. */
export function topologyText(drawing: Drawing): Printable {
  const marks = new Set<Mark>();
  const mark = (one: Mark): string => {
    marks.add(one);
    return SYMBOLS[one];
  };
  const groupLines = (group: DrawnGroup, indent: string): readonly string[] => [
    `${mark(group.mark)} ${indent}${group.lines.join(", ")}`,
    ...group.groups.flatMap((each) => groupLines(each, `${indent}  `)),
    ...group.boxes.map((box) => `${mark(box.mark)} ${indent}  ${box.lines.join(" ")}`),
  ];
  const arrowLines = Object.entries(TITLES).flatMap(([kind, title]) => {
    const own = drawing.arrows.filter((arrow) => arrow.kind === kind);
    if (own.length === 0) return [];
    return ["", `  ${title}`, ...own.map((arrow) => `${mark(arrow.mark)}   ${arrow.text}`)];
  });
  const body = [...drawing.groups.flatMap((group) => groupLines(group, "")), ...arrowLines];
  const legend = MARKS.flatMap((one) =>
    one === "none" || !marks.has(one) ? [] : [`${SYMBOLS[one]} ${WORDS[one]}`],
  );
  return printableLines([
    drawing.title,
    "",
    ...body,
    ...(legend.length === 0 ? [] : ["", ...legend]),
    "",
  ]);
}
