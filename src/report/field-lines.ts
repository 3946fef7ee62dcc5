import { isList, isMap, type Json } from "../kube/object.ts";
import { canonicalJson, sameJson } from "../kube/canonical.ts";
import { fieldElement, type FieldPath, indexElement, printedPath } from "../kube/field-path.ts";
import { leavesOf } from "./field-tree.ts";
import { plural, truncate } from "./layout.ts";
import { lineDiff } from "./line-diff.ts";
import { type ItemChange, listDiff } from "./list-diff.ts";
import { KNOWN_AFTER_APPLY, SENSITIVE } from "./object-facts.ts";
import type { ChangeView, FieldView, LeftAloneView, PendingView } from "./view.ts";

/** One line below an object: a symbol that decides its colour, and the text after it. It does not depend on a width. */
export interface FieldLine {
  readonly symbol: "+" | "-" | "~" | "!" | "#" | " ";
  readonly depth: 0 | 1 | 2;
  readonly text: string;
  /** Follows the text, or stands below it where a writer has no room for both. */
  readonly value?: string;
  /** The complete change, if the value is cut: lines that differ only in the hidden part are not equal. */
  readonly whole?: readonly [before: Json, after: Json];
  /** A further remark about the field: stands last in its first line. */
  readonly remark?: string;
}

export interface FieldOptions {
  /** Nothing is cut or hidden. */
  readonly full: boolean;
}

/** The number of characters shown of a value; the same for every writer, so that equal plans say the same. */
const ROOM = 44;

/** After this many lines a reader sees that much is different; a flag shows every field. An object can have thousands. */
const MOST_LINES = 30;

/** The fields of one changed object, then what is left alone, then how much is hidden. */
export function fieldLines(change: ChangeView, options: FieldOptions): readonly FieldLine[] {
  const wholeBody = options.full && (change.verb === "create" || change.verb === "replace");
  const replacing = change.verb === "replace";
  const fields = change.fields.flatMap((field) => oneField(field, replacing, options));
  const hidden = change.unchanged_fields;
  return [
    ...(wholeBody ? bodyLines(change) : capped(fields, change.object.kind, options)),
    ...change.left_alone.map((field) => leftAloneLine(field, options)),
    ...(fields.length > 0 && hidden > 0
      ? [note(`(${plural(hidden, "unchanged field")} hidden)`)]
      : []),
  ];
}

/** Rendered texts and schemas, which nobody reads line by line: where much of one moves, it is said how much. */
const COUNTED: ReadonlySet<string> = new Set(["CustomResourceDefinition", "ConfigMap"]);

/** The first lines, and how many are hidden. One or two more lines are shown rather than counted. */
function capped(
  lines: readonly FieldLine[],
  kind: string,
  { full }: FieldOptions,
): readonly FieldLine[] {
  if (full || lines.length <= MOST_LINES + 2) return lines;
  if (COUNTED.has(kind)) return [hiddenNote(countsText(lines), lines)];
  const hidden = lines.slice(MOST_LINES);
  return [
    ...lines.slice(0, MOST_LINES),
    hiddenNote(`${hidden.length} more lines of changes`, hidden),
  ];
}

/** Has the hidden lines: objects and clusters that differ in these alone are not alike. */
function hiddenNote(text: string, hidden: readonly FieldLine[]): FieldLine {
  const of = hidden.map(({ symbol, depth, text: line, value = null, whole = [] }): Json => [
    symbol,
    depth,
    line,
    value,
    ...whole,
  ]);
  return { ...note(`(${text}; --full shows them)`), whole: [of, null] };
}

/** `214 lines of changes: 120 added, 94 removed`. */
function countsText(lines: readonly FieldLine[]): string {
  const told = (
    [
      ["+", "added"],
      ["-", "removed"],
      ["~", "changed"],
    ] as const
  )
    .map(([symbol, word]) => ({ word, count: lines.filter((one) => one.symbol === symbol).length }))
    .filter(({ count }) => count > 0);
  const all = told.reduce((sum, { count }) => sum + count, 0);
  return `${plural(all, "line")} of changes: ${told.map(({ word, count }) => `${count} ${word}`).join(", ")}`;
}

/** Every field of an object that others still have to write, or those that differ; their present values are not known. */
export function pendingLines(pending: PendingView, options: FieldOptions): readonly FieldLine[] {
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
  const remark = replacing ? { remark: "  # forces replacement" } : {};
  if (field.sensitive) return [{ ...line("~", `${path}: ${SENSITIVE}`), ...remark }];
  const symbol = before === null ? "+" : after === null && !field.unknown ? "-" : "~";
  if (typeof before === "string" && typeof after === "string" && isText(before, after))
    return [{ ...line(symbol, `${path}:`), ...remark }, ...textLines(before, after, options)];
  if (isWhole(before, after) && (isLong(before) || isLong(after)))
    return [{ ...line(symbol, `${path}:`), ...remark }, ...insideLines(before, after, options)];
  const next = field.unknown ? KNOWN_AFTER_APPLY : valueText(after, options);
  const value =
    symbol === "+"
      ? next
      : symbol === "-"
        ? valueText(before, options)
        : isLong(before) || isLong(after)
          ? changedText(before, after, next, options)
          : `${valueText(before, options)} -> ${next}`;
  const whole: FieldLine["whole"] = [before, after];
  const isCut = !options.full && (isLong(before) || isLong(after));
  return [{ ...line(symbol, `${path}:`), value, ...(isCut ? { whole } : {}), ...remark }];
}

const line = (symbol: FieldLine["symbol"], text: string): FieldLine => ({ symbol, depth: 0, text });

/** A value that does not fit into a line would be cut, and nobody could see what changes in it. */
function isLong(value: Json): boolean {
  return JSON.stringify(value).length > ROOM;
}

function isText(before: string, after: string): boolean {
  return before.includes("\n") || after.includes("\n");
}

function textLines(before: string, after: string, options: FieldOptions): readonly FieldLine[] {
  return lineDiff(before, after, options.full ? Infinity : 1).map(({ kind, text }) => ({
    symbol: kind === "added" ? "+" : kind === "removed" ? "-" : " ",
    depth: 1,
    text: kind === "gap" ? `  # (${text})` : kind === "same" ? `  ${text}` : text,
  }));
}

/** Two lists, or two maps, that the server replaces as one field. */
function isWhole(before: Json, after: Json): boolean {
  return (isList(before) && isList(after)) || (isMap(before) && isMap(after));
}

/** The differences inside a value that is one field: every item and key that comes, goes or changes is a line. */
function insideLines(before: Json, after: Json, options: FieldOptions): readonly FieldLine[] {
  if (!isList(before) || !isList(after)) return memberLines(before, after, [], 1, options);
  const items = listDiff(before, after);
  if (items === undefined) return wholeItemLines(before, after, options);
  return items.flatMap((item, index): readonly FieldLine[] => {
    switch (item.kind) {
      case "same": {
        if (items[index - 1]?.kind === "same") return [];
        const next = items.findIndex(({ kind }, at) => at > index && kind !== "same");
        const count = (next < 0 ? items.length : next) - index;
        return [{ symbol: "#", depth: 1, text: `(${plural(count, "equal item")})` }];
      }
      case "added":
      case "removed":
        return [inside(item.kind === "added" ? "+" : "-", 1, canonicalJson(item.item))];
      case "changed":
        return changedItemLines(item, options);
    }
  });
}

/** Identifies the item by its place and by the part that stays, with the changes below that. */
function changedItemLines(
  { at, before, after }: Extract<ItemChange, { kind: "changed" }>,
  options: FieldOptions,
): readonly FieldLine[] {
  const old = isMap(before) ? before : {};
  const kept = Object.entries(isMap(after) ? after : {}).filter(([key, value]) =>
    sameJson(old[key], value),
  );
  const same = valueText(Object.fromEntries(kept), options, ROOM * 2);
  return [
    inside("~", 1, `${printedPath([indexElement(at)])}: ${same}`),
    ...memberLines(before, after, [], 2, options),
  ];
}

/** Maps key by key, lists item by item, each with its path below the field. */
function memberLines(
  before: Json,
  after: Json,
  path: FieldPath,
  depth: 1 | 2,
  options: FieldOptions,
): readonly FieldLine[] {
  if (sameJson(before, after)) return [];
  const name = printedPath(path);
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys.flatMap((key) => {
      const [old, fresh] = [before, after].map((map) =>
        Object.hasOwn(map, key) ? map[key] : undefined,
      );
      const below = [...path, fieldElement(key)];
      if (old !== undefined && fresh !== undefined)
        return memberLines(old, fresh, below, depth, options);
      const value = JSON.stringify(old ?? fresh ?? null);
      return [inside(old === undefined ? "+" : "-", depth, `${printedPath(below)}: ${value}`)];
    });
  }
  const items = isList(before) && isList(after) ? listDiff(before, after) : undefined;
  if (items === undefined)
    return [inside("~", depth, `${name}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`)];
  return items.flatMap((item): readonly FieldLine[] => {
    if (item.kind === "same") return [];
    if (item.kind === "changed")
      return memberLines(item.before, item.after, [...path, indexElement(item.at)], depth, options);
    return [
      inside(item.kind === "added" ? "+" : "-", depth, `${name}: ${JSON.stringify(item.item)}`),
    ];
  });
}

const inside = (symbol: FieldLine["symbol"], depth: 1 | 2, text: string): FieldLine => ({
  symbol,
  depth,
  text,
});

/** For lists with too many items to compare inside: a changed item is shown as the old one and the new one. */
function wholeItemLines(
  before: readonly Json[],
  after: readonly Json[],
  options: FieldOptions,
): readonly FieldLine[] {
  const text = (items: readonly Json[]): string =>
    items.map((item) => canonicalJson(item)).join("\n");
  return [
    {
      symbol: "#",
      depth: 1,
      text: "(too much to look into each item: those that change are shown whole)",
    },
    ...textLines(text(before), text(after), options),
  ];
}

/** Two values in one line that would be cut before they differ: both start a little before that place. */
function changedText(before: Json, after: Json, next: string, options: FieldOptions): string {
  const [old, fresh] = [JSON.stringify(before), JSON.stringify(after)];
  let at = 0;
  while (at < old.length && old[at] === fresh[at]) at += 1;
  // Not in the middle of a character.
  const from = /[\udc00-\udfff]/.test(old[at - BEFORE_CHANGE] ?? "")
    ? at - BEFORE_CHANGE - 1
    : at - BEFORE_CHANGE;
  if (options.full || before === null || after === null || at <= ROOM / 2)
    return `${valueText(before, options)} -> ${next}`;
  const part = (text: string): string =>
    `…${truncate(text.slice(from), ROOM - 1)} (${plural(text.length, "character")})`;
  return `${part(old)} -> ${part(fresh)}`;
}

const BEFORE_CHANGE = 12;

function leftAloneLine(field: LeftAloneView, options: FieldOptions): FieldLine {
  const { live, wanted } = field;
  const isCut = !options.full && (isLong(live) || isLong(wanted));
  const values = field.sensitive
    ? SENSITIVE
    : `${valueText(field.live, options)}, wanted ${valueText(field.wanted, options)}`;
  return {
    ...line("!", `${field.path}: ${values}; left alone, owned by ${field.manager}`),
    ...(isCut ? { whole: [live, wanted] } : {}),
  };
}

/** JSON in one line. Long values are cut, and say how much is missing. */
function valueText(value: Json, { full }: FieldOptions, room = ROOM): string {
  if (value === null) return "(not set)";
  const text = JSON.stringify(value);
  if (full || text.length <= room) return text;
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
