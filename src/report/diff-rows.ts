import type { Row } from "./row.ts";
import {
  CONTESTED_LOOK,
  type Look,
  OTHERS_LOOK,
  PREVIEWED_LOOK,
  UNREAD_LOOK,
  VERB_LOOK,
} from "./theme.ts";

/** Rows as lines of a block of `diff`: GitHub and GitLab colour a line by the sign in its first column. */
export function diffRows(rows: readonly Row[]): readonly string[] {
  return rows.map((row) => {
    switch (row.kind) {
      case "action":
      case "object":
        return `${signOf(row.symbol)}${row.kind === "action" ? " " : "   "}${lineText(row)}`;
      case "field":
        return fieldText(row.line);
      case "more":
        return `#   ${row.text.replace(/^# /, "")}`;
    }
  });
}

function lineText({
  symbol,
  label,
  text,
  right,
}: Extract<Row, { readonly kind: "action" | "object" }>): string {
  const words = [WORDS.get(bare(symbol)) ?? "", bare(symbol) === symbol ? "" : PREVIEWED_LOOK.word];
  const told = [...words.filter((word) => word !== ""), text].filter((part) => part !== "");
  const where = right === "" ? "" : `  (${right})`;
  return `${label}${told.length === 0 ? "" : `: ${told.join("; ")}`}${where}`;
}

function fieldText({
  symbol,
  depth,
  text,
  value,
  remark = "",
}: Extract<Row, { readonly kind: "field" }>["line"]): string {
  const whole = `${text}${value === undefined ? "" : ` ${value}`}${remark}`;
  return `${signOf(symbol)}${" ".repeat(5 + depth * 2)}${whole}`;
}

/** A mark at the end of a symbol says that no server has judged the object. */
const bare = (symbol: string): string =>
  symbol.length > 1 && symbol.endsWith("?") ? symbol.slice(0, -1) : symbol;

/** `~` has no colour, and `!` has. */
function signOf(symbol: string): string {
  if (symbol === UNREAD_LOOK.symbol) return "#";
  const [first = " "] = symbol;
  if (first === "~") return "!";
  return "+-!#".includes(first) ? first : " ";
}

/** What the first column cannot say. */
const WORDS: ReadonlyMap<string, string> = new Map(
  [
    VERB_LOOK.replace,
    VERB_LOOK["take-over"],
    VERB_LOOK.adopt,
    CONTESTED_LOOK,
    OTHERS_LOOK,
    UNREAD_LOOK,
  ].map(({ symbol, word }: Look): readonly [string, string] => [symbol, word]),
);
