import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nameText } from "./name-text.ts";

/** A place where a line may begin: where an open mapping has its keys, or an open list its items. */
interface Level {
  readonly column: number;
  /** The key there, or the first key of the item. */
  readonly name: string;
  readonly isItem: boolean;
}

/** A file may have a thousand faults, each below a thousand lines or in a line of a megabyte. */
const MOST_LINES = 200;
const LONGEST = 500;

/**
 * A line whose indentation fits nothing above it, told with the places where it would fit. The YAML package only says that
 * columns differ, at the start of the line or at the end of the one before it: `at`.
 */
export function misplacedLine(at: number, text: string): Diagnostic | undefined {
  const start = lineFrom(at, text);
  // It may also say so of the line before the one that differs.
  return misplaced(start, text) ?? misplaced(lineFrom(nextLine(start, text), text), text);
}

function misplaced(start: number, text: string): Diagnostic | undefined {
  const [, spaces = "", mark = "", key = ""] =
    /^( *)(- +|-(?=\n|$))?([^\s:]*)/.exec(lineAt(start, text)) ?? [];
  const levels = levelsAbove(start, text);
  const [above] = levels.keys;
  if (above === undefined) return undefined;
  const column = spaces.length;
  const isItem = mark !== "";
  const place = { start: start + column, end: start + column + mark.length + key.length };
  const wrong = { code: "MP0103", at: place } as const;
  if (isItem && levels.isOpen && column < above.column) {
    const name = nameText(above.name);
    return {
      ...wrong,
      message: `this item of a list is indented less than ${name}, the key above it`,
      help: `indent it like ${name}, or deeper`,
    };
  }
  const fitting = isItem ? levels.items : levels.keys;
  if (fitting.some((one) => one.column === column)) return undefined;
  const deeper = fitting.findLast((one) => one.column > column);
  const less = fitting.find((one) => one.column < column);
  const isBelow = levels.isOpen && column < above.column && !isItem && deeper === above;
  const places = [
    ...(isBelow
      ? [`deeper than ${nameText(above.name)}`]
      : deeper === undefined
        ? []
        : [like(deeper)]),
    ...(less === undefined ? [] : [like(less)]),
  ];
  if (places.length === 0) return undefined;
  return {
    ...wrong,
    message: `this line is indented by ${spacesText(column)}, like no ${isItem ? "item" : "key"} above it`,
    help: `indent it ${places.join(", or ")}`,
  };
}

const like = ({ column, name, isItem }: Level): string =>
  `by ${String(column)}, like ${isItem ? "- " : ""}${nameText(name)}`;

const spacesText = (count: number): string =>
  `${String(count)} ${count === 1 ? "space" : "spaces"}`;

/** The line of a place, or the next with something in it where the place is behind what its own line has. */
function lineFrom(at: number, text: string): number {
  let start = isAtStart(at, text) ? text.lastIndexOf("\n", at - 1) + 1 : nextLine(at, text);
  while (start < text.length && isEmpty(lineAt(start, text))) start = nextLine(start, text);
  return start;
}

/** Whether nothing but spaces is before a place in its line. */
function isAtStart(at: number, text: string): boolean {
  const before = text.slice(Math.max(0, at - LONGEST), at);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  return line.length < LONGEST && line.trim() === "";
}

/** Whether nothing is before a place in its line, or nothing behind it: no value of a key begins there. */
export function isAtEdge(at: number, text: string): boolean {
  const after = lineAt(at, text);
  return isAtStart(at, text) || (after.length < LONGEST && after.trim() === "");
}

function nextLine(at: number, text: string): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

function lineAt(start: number, text: string): string {
  const line = text.slice(start, start + LONGEST);
  const end = line.indexOf("\n");
  return end < 0 ? line : line.slice(0, end);
}

const isEmpty = (line: string): boolean => /^\s*(#|$)/.test(line);

/** The levels that are open before a line, the innermost first; `isOpen`: the key above has no value yet. */
function levelsAbove(start: number, text: string) {
  const keys: Level[] = [];
  const items: Level[] = [];
  let isOpen = false;
  let limit = Infinity;
  let end = start - 1;
  for (let count = 0; count < MOST_LINES && end > 0 && limit > 0; count += 1) {
    const from = text.lastIndexOf("\n", end - 1) + 1;
    const line = text.slice(from, Math.min(end, from + LONGEST));
    end = from - 1;
    if (isEmpty(line)) continue;
    const [, spaces = "", mark = "", name = "", rest = ""] =
      /^( *)((?:- +)*)([^\s:]+):(?=\s|$)(.*)$/.exec(line) ?? [];
    if (name === "") continue;
    const column = spaces.length + mark.length;
    if (keys.length === 0) isOpen = isEmpty(rest);
    if (column < limit) keys.push({ column, name, isItem: false });
    const dash = spaces.length;
    if (mark !== "" && dash < limit) items.push({ column: dash, name, isItem: true });
    limit = Math.min(limit, dash);
  }
  return { keys, items, isOpen };
}
