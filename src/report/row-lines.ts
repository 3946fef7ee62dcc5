import { displayWidth } from "../util/display-width.ts";
import { padColumns } from "../util/pad-columns.ts";
import { wrap } from "../util/wrap.ts";
import type { Row } from "./row.ts";
import { CONTESTED_LOOK, type Color, OTHERS_LOOK, type Paint, VERB_LOOK } from "./theme.ts";

const ACTION_INDENT = 2;
const OBJECT_INDENT = 5;
const FIELD_INDENT = 8;
/** Columns of a symbol and the space after it; a longer symbol takes what it needs. */
const SYMBOL = 3;
/** A cause that would take more than this share of the line stands on its own line. */
const MOST_RIGHT = 0.4;

const SYMBOL_COLORS: ReadonlyMap<string, Color> = new Map([
  ...Object.values(VERB_LOOK).map((look): readonly [string, Color] => [look.symbol, look.color]),
  [CONTESTED_LOOK.symbol, CONTESTED_LOOK.color],
  [OTHERS_LOOK.symbol, OTHERS_LOOK.color],
  ["#", "gray"],
]);

/** Lays out the rows of one block: symbol, label, text broken to fit, cause at the right edge. */
export function rowLines(rows: readonly Row[], paint: Paint, width: number): readonly string[] {
  const column = Math.max(
    0,
    ...rows.map((row) => (row.kind === "action" ? displayWidth(row.label) + 2 : 0)),
  );
  return rows.flatMap((row) => {
    switch (row.kind) {
      case "action":
        return lineOf(row, ACTION_INDENT, Math.min(column, width >> 1), paint, width);
      case "object":
        return lineOf(row, OBJECT_INDENT, displayWidth(row.label) + 2, paint, width);
      case "field":
        return fieldLine(row.line, paint, width);
      case "more":
        return wrap(row.text, width - FIELD_INDENT).map((line, index) =>
          paint("gray", " ".repeat(index === 0 ? FIELD_INDENT : FIELD_INDENT + 2) + line),
        );
    }
  });
}

type Line = Extract<Row, { readonly kind: "action" | "object" }>;

function lineOf(
  row: Line,
  indent: number,
  column: number,
  paint: Paint,
  width: number,
): readonly string[] {
  const cell = Math.max(SYMBOL, displayWidth(row.symbol) + 1);
  const start = indent + cell + column;
  const aside = displayWidth(row.right) > width * MOST_RIGHT;
  const reserved = row.right === "" || aside ? 0 : displayWidth(row.right) + 2;
  const hang = row.kind === "action" && width - start - reserved >= 24 ? start : indent + cell + 4;
  // A label that is wider than its column has the line for itself.
  const below = displayWidth(row.label) + 2 > column ? [""] : [];
  const [first = "", ...rest] =
    row.text === ""
      ? []
      : [
          ...below,
          ...wrap(
            row.text,
            width - hang - reserved,
            width - (below.length > 0 ? hang : start) - reserved,
          ),
        ];
  const symbol = padColumns(paint(symbolColor(row.symbol), row.symbol), cell);
  const head = `${padColumns(row.label, column)}${first}`.trimEnd();
  const margin = Math.max(2, width - indent - cell - displayWidth(head) - displayWidth(row.right));
  const right = reserved === 0 ? "" : " ".repeat(margin) + paint("gray", row.right);
  return [
    `${" ".repeat(indent)}${symbol}${row.kind === "action" ? boldLabel(head, row.label, paint) : head}${right}`,
    ...rest.map((line) => " ".repeat(hang) + line),
    ...(aside ? [`${" ".repeat(indent + cell)}${paint("gray", row.right)}`] : []),
  ];
}

function boldLabel(head: string, label: string, paint: Paint): string {
  return paint("bold", label) + head.slice(label.length);
}

function symbolColor(symbol: string): Color {
  return SYMBOL_COLORS.get(symbol.replace("?", "")) ?? "white";
}

function fieldLine(
  line: Extract<Row, { readonly kind: "field" }>["line"],
  paint: Paint,
  width: number,
): readonly string[] {
  const indent = FIELD_INDENT + line.depth * 4;
  const symbol = line.symbol === " " ? "" : `${line.symbol} `;
  const { value, remark = "" } = line;
  const whole = `${line.text}${value === undefined ? "" : ` ${value}`}${remark}`;
  const isBelow = value !== undefined && displayWidth(whole) + indent + 6 > width;
  const [first = "", ...more] =
    line.depth > 0 ? [whole] : wrap(isBelow ? `${line.text}${remark}` : whole, width - indent - 2);
  const rest = isBelow ? [...more, value] : more;
  const color = symbolColor(line.symbol);
  const text =
    line.symbol === "#" ? paint("gray", `# ${first}`) : `${paint(color, symbol)}${first}`;
  return [`${" ".repeat(indent)}${text}`, ...rest.map((one) => `${" ".repeat(indent + 4)}${one}`)];
}
