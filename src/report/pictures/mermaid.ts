import { printableLines } from "../../util/printable.ts";
import type { Printable } from "../../util/printable-text.ts";
import { plural } from "../layout.ts";
import { MARK_COLORS } from "./dot.ts";
import {
  allGroups,
  type Arrow,
  type Box,
  type Drawing,
  type DrawnGroup,
  MARKS,
} from "./drawing.ts";

/** Mermaid refuses more than 500 arrows and 50,000 characters; GitHub keeps these limits. Source: mermaid.js.org config schema, maxEdges, maxTextSize. */
const [MOST_ARROWS, MOST_CHARACTERS] = [450, 48_000];

const JOINTS: Readonly<Record<Arrow["kind"], readonly [usual: string, critical: string]>> = {
  needs: ["-->", "==>"],
  serves: ["==>", "==>"],
  reads: ["-.->", "-.->"],
  traffic: ["<-.->", "<-.->"],
};

/**
 * A picture in the language of Mermaid, which GitHub and GitLab draw inside Markdown. What Mermaid would refuse is left out,
 * arrows first, and the picture says how many.
 */
export function mermaidOf(drawing: Drawing): Printable {
  const whole = written(drawing, drawing.arrows.slice(0, MOST_ARROWS));
  if (whole.length <= MOST_CHARACTERS) return whole;
  const without = written(drawing, []);
  if (without.length <= MOST_CHARACTERS) return without;
  const names = allGroups(drawing.groups).map((group) => ({ ...group, groups: [], boxes: [] }));
  return written({ ...drawing, groups: names.slice(0, 100) }, []);
}

function written(drawing: Drawing, arrows: readonly Arrow[]): Printable {
  const left = drawing.arrows.length - arrows.length;
  const marked = arrows.map(({ mark }, index) => ({ mark, index }));
  return printableLines([
    "flowchart LR",
    `  accTitle: ${escaped(drawing.title)}`,
    ...drawing.groups.flatMap((group) => groupLines(group, "  ")),
    ...drawing.boxes.map((box) => `  ${boxText(box)}`),
    ...arrows.map(
      ({ from, to, kind, critical }) => `  ${from} ${JOINTS[kind][critical ? 1 : 0]} ${to}`,
    ),
    ...(left > 0 ? [`  left["${plural(left, "arrow")} had no room"]`] : []),
    ...MARKS.filter((mark) => mark !== "none").flatMap((mark) => [
      `  classDef ${className(mark)} stroke:${MARK_COLORS[mark]},stroke-width:2px`,
      ...linkStyle(
        marked.filter((one) => one.mark === mark).map(({ index }) => index),
        MARK_COLORS[mark],
      ),
    ]),
    "",
  ]);
}

function groupLines(group: DrawnGroup, indent: string): readonly string[] {
  return [
    `${indent}subgraph ${group.id}["${text(group.lines)}"]`,
    ...group.groups.flatMap((each) => groupLines(each, `${indent}  `)),
    ...group.boxes.map((box) => `${indent}  ${boxText(box)}`),
    `${indent}end`,
  ];
}

function boxText({ id, lines, mark }: Box): string {
  return `${id}["${text(lines)}"]${mark === "none" ? "" : `:::${className(mark)}`}`;
}

function linkStyle(indexes: readonly number[], color: string): readonly string[] {
  return indexes.length === 0 ? [] : [`  linkStyle ${indexes.join(",")} stroke:${color}`];
}

const className = (mark: Box["mark"]): string => mark.replace(" ", "-");
const text = (lines: readonly string[]): string => lines.map(escaped).join("<br/>");

/**
 * Mermaid has no escape by backslash: whatever is not a letter, a digit or harmless becomes an entity by its number, which Mermaid writes
 * as `#number;`. Source: mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters.
 */
function escaped(line: string): string {
  return line.replaceAll(
    /[^\p{L}\p{M}\p{N} ,.:@/+~()_-]/gu,
    (character) => `#${String(character.codePointAt(0))};`,
  );
}
