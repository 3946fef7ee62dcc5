import { isList, type Json } from "../kube/object.ts";
import { canonicalJson } from "../kube/canonical.ts";
import { printedPath } from "../kube/field-path.ts";
import { leavesOf } from "./field-tree.ts";
import { plural, truncate } from "./layout.ts";
import { lineDiff } from "./line-diff.ts";
import { KNOWN_AFTER_APPLY, SENSITIVE } from "./object-facts.ts";
import type { ChangeView, FieldView, LeftAloneView, PendingView } from "./view.ts";

/** One line below an object: a symbol that decides its colour, and the text after it. */
export interface FieldLine {
  readonly symbol: "+" | "-" | "~" | "!" | "#" | " ";
  readonly depth: 0 | 1;
  readonly text: string;
}

export interface FieldOptions {
  readonly width: number;
  /** Nothing is cut or hidden. */
  readonly full: boolean;
}

/** A reader sees by then that much is another; every field is a flag away. A rendered object can have thousands. */
const MOST_LINES = 30;

/** The fields of one changed object, then what is left alone, then how much is hidden. */
export function fieldLines(change: ChangeView, options: FieldOptions): readonly FieldLine[] {
  const wholeBody = options.full && (change.verb === "create" || change.verb === "replace");
  const replacing = change.verb === "replace";
  const fields = change.fields.flatMap((field) => oneField(field, replacing, options));
  const hidden = change.unchanged_fields;
  return [
    ...(wholeBody ? bodyLines(change) : capped(fields, options)),
    ...change.left_alone.map((field) => leftAloneLine(field, options)),
    ...(fields.length > 0 && hidden > 0
      ? [note(`(${plural(hidden, "unchanged field")} hidden)`)]
      : []),
  ];
}

/** The first lines, and how many do not stand there. One or two more are not worth saying so. */
function capped(lines: readonly FieldLine[], { full }: FieldOptions): readonly FieldLine[] {
  if (full || lines.length <= MOST_LINES + 2) return lines;
  const hidden = lines.length - MOST_LINES;
  return [
    ...lines.slice(0, MOST_LINES),
    note(`(${hidden} more lines of changes; --full shows them)`),
  ];
}

/** Every field of an object that others have still to write, or those that differ; what is there instead is not known. */
export function pendingLines(
  pending: PendingView,
  options: Pick<FieldOptions, "full">,
): readonly FieldLine[] {
  if (!options.full) return [];
  if (pending.differs.length === 0) return bodyLines(pending);
  return pending.fields.map(({ path, after, sensitive, unknown }) => {
    const value = sensitive ? SENSITIVE : unknown ? KNOWN_AFTER_APPLY : JSON.stringify(after);
    return line("~", `${path}: ${value}`);
  });
}

const note = (text: string): FieldLine => ({ symbol: "#", depth: 0, text });

function oneField(
  field: FieldView,
  replacing: boolean,
  options: FieldOptions,
): readonly FieldLine[] {
  const { path, before, after } = field;
  const forces = replacing ? "  # forces replacement" : "";
  if (field.sensitive) return [line("~", `${path}: ${SENSITIVE}${forces}`)];
  const symbol = before === null ? "+" : after === null && !field.unknown ? "-" : "~";
  if (typeof before === "string" && typeof after === "string" && isLong(before, after))
    return [line(symbol, `${path}:${forces}`), ...textLines(before, after, options)];
  if (isLongList(before, options) && isLongList(after, options))
    return [line(symbol, `${path}:${forces}`), ...itemLines(before, after, options)];
  const next = field.unknown ? KNOWN_AFTER_APPLY : valueText(after, options);
  const value =
    symbol === "+"
      ? next
      : symbol === "-"
        ? valueText(before, options)
        : `${valueText(before, options)} -> ${next}`;
  const whole = `${path}: ${value}${forces}`;
  if (whole.length + 2 <= options.width) return [line(symbol, whole)];
  return [line(symbol, `${path}:${forces}`), { symbol: " ", depth: 1, text: value }];
}

const line = (symbol: FieldLine["symbol"], text: string): FieldLine => ({ symbol, depth: 0, text });

/** A list that has no room in a line would be cut, and what changes in it could not be seen. */
function isLongList(value: Json, options: FieldOptions): value is readonly Json[] {
  return isList(value) && JSON.stringify(value).length > roomOf(options);
}

function isLong(before: string, after: string): boolean {
  return before.includes("\n") || after.includes("\n");
}

function textLines(before: string, after: string, options: FieldOptions): readonly FieldLine[] {
  return lineDiff(before, after, options.full ? Infinity : 1).map(({ kind, text }) => ({
    symbol: kind === "added" ? "+" : kind === "removed" ? "-" : " ",
    depth: 1,
    text: kind === "gap" ? `  # (${text})` : kind === "same" ? `  ${text}` : text,
  }));
}

/** The items of a list that come and go: one that changes is the old one and the new one. */
function itemLines(
  before: readonly Json[],
  after: readonly Json[],
  options: FieldOptions,
): readonly FieldLine[] {
  const text = (items: readonly Json[]): string =>
    items.map((item) => canonicalJson(item)).join("\n");
  return textLines(text(before), text(after), options);
}

function leftAloneLine(field: LeftAloneView, options: FieldOptions): FieldLine {
  const values = field.sensitive
    ? SENSITIVE
    : `${valueText(field.live, options)}, wanted ${valueText(field.wanted, options)}`;
  return line("!", `${field.path}: ${values}; left alone, owned by ${field.manager}`);
}

/** JSON in one line. Long values are cut, and say how much is missing. */
function valueText(value: Json, options: FieldOptions): string {
  if (value === null) return "(not set)";
  const text = JSON.stringify(value);
  const room = roomOf(options);
  if (options.full || text.length <= room) return text;
  return `${truncate(text, room - 1)} (${plural(text.length, "character")})`;
}

/** Every field of a new object. */
function bodyLines({
  after = null,
  after_unknown: unknown,
  sensitive,
}: Pick<ChangeView, "after" | "after_unknown" | "sensitive">): readonly FieldLine[] {
  return leavesOf(after, unknown, sensitive).map(({ path, value, mark }) =>
    line(
      "+",
      `${printedPath(path)}: ${mark === undefined ? JSON.stringify(value) : MARK_TEXT[mark]}`,
    ),
  );
}

const MARK_TEXT = { unknown: KNOWN_AFTER_APPLY, sensitive: SENSITIVE } as const;

function roomOf({ width }: FieldOptions): number {
  return Math.max(40, Math.floor(width / 2));
}
