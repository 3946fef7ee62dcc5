import { printableLines } from "../../util/printable.ts";
import type { Printable } from "../../util/printable-text.ts";
import type { Arrow, ArrowKind, Box, Drawing, DrawnGroup, Mark } from "./drawing.ts";

/** Colours that are read on white and on black. SVG has classes too, by which a page may paint it otherwise. */
export const MARK_COLORS: Readonly<Record<Mark, string>> = {
  none: "#7d8590",
  add: "#2da44e",
  change: "#bf8700",
  destroy: "#cf222e",
  "left over": "#a475f9",
};

const ARROWS: Readonly<Record<ArrowKind, string>> = {
  needs: "",
  serves: "penwidth=2",
  reads: "style=dashed",
  traffic: "dir=both style=dotted penwidth=2",
};

/** A picture in the language of Graphviz. Its classes are the words of the drawing: `box add critical`. */
export function dotOf(drawing: Drawing): Printable {
  const title = quoted([drawing.title, ...legendOf(drawing)]);
  return printableLines([
    "digraph meshplan {",
    `  graph [label=${title} labelloc=t rankdir=LR bgcolor=transparent fontname=Helvetica nodesep=0.2 ranksep=0.5 compound=true id=${drawing.kind} class=${drawing.kind}]`,
    `  node [shape=box style=rounded fontname=Helvetica fontsize=11 margin="0.12,0.06" height=0.3]`,
    `  edge [fontname=Helvetica fontsize=10 arrowsize=0.7]`,
    ...drawing.groups.flatMap((group) => groupLines(group, "  ")),
    ...drawing.boxes.map((box) => `  ${boxLine(box)}`),
    ...drawing.arrows.map(
      (arrow, index) => `  ${arrowLine(arrow, `${drawing.kind}${String(index + 1)}`)}`,
    ),
    "}",
    "",
  ]);
}

/** What the looks of its arrows mean. */
function legendOf({ arrows }: Drawing): readonly string[] {
  const texts: Readonly<Record<ArrowKind, string>> = {
    needs: "",
    serves: "bold: the istiod serves them",
    reads: "dashed: the istiod reads it, by a remote secret",
    traffic: "dotted: traffic of other networks",
  };
  const kinds = new Set(arrows.map(({ kind }) => kind));
  const told = [...kinds].map((kind) => texts[kind]).filter((text) => text !== "");
  const chain = arrows.some(({ critical }) => critical) ? ["bold: the longest chain"] : [];
  const line = [...told, ...chain].join(" · ");
  return line === "" ? [] : [line];
}

function groupLines(group: DrawnGroup, indent: string): readonly string[] {
  const inner = `${indent}  `;
  return [
    `${indent}subgraph cluster_${group.id} {`,
    `${inner}graph [label=${quoted(group.lines, "\\l")} labelloc=t labeljust=l style=rounded color=${quoted([MARK_COLORS[group.kind === "network" ? "none" : group.mark]])} id=${group.id} class=${quoted([classes(group.kind, group.mark)])} tooltip=${quoted([group.lines.join(", ")])}]`,
    ...group.groups.flatMap((each) => groupLines(each, inner)),
    ...group.boxes.map((box) => `${inner}${boxLine(box)}`),
    `${indent}}`,
  ];
}

function boxLine({ id, lines, mark, critical, actions }: Box): string {
  const tooltip = actions.length === 0 ? lines : actions;
  const width = critical ? " penwidth=2.5" : "";
  return `${id} [label=${quoted(lines)} color=${quoted([MARK_COLORS[mark]])}${width} id=${id} class=${quoted([classes("box", mark, critical)])} tooltip=${quoted([tooltip.join(", ")])}]`;
}

function arrowLine({ from, to, kind, text, mark, critical }: Arrow, id: string): string {
  const look = [ARROWS[kind], critical ? "penwidth=2.5" : ""].filter((part) => part !== "");
  return `${from} -> ${to} [${[...look, `color=${quoted([MARK_COLORS[mark]])}`, `id=${id}`, `class=${quoted([classes(kind, mark, critical)])}`, `tooltip=${quoted([text])}`].join(" ")}]`;
}

const classes = (word: string, mark: Mark, critical = false): string =>
  [word, mark.replace(" ", "-"), ...(critical ? ["critical"] : [])].join(" ");

/**
 * Lines as one quoted text. Graphviz reads `\n`, `\N` and their like in it, and entities of HTML.
 * Source: graphviz.org/doc/info/attrs.html#k:escString and /doc/info/lang.html.
 */
function quoted(lines: readonly string[], end: "\\n" | "\\l" = "\\n"): string {
  const escaped = lines.map((line) =>
    line
      .replaceAll("\\", "\\\\")
      .replaceAll('"', '\\"')
      .replaceAll("&", "&amp;")
      .replaceAll(/[\n\r]/g, " "),
  );
  return `"${escaped.join(end)}${end === "\\l" ? end : ""}"`;
}
