import { HIDDEN, visibleText } from "../util/visible-text.ts";

/**
 * A view or an event as text writers see it: in each of its texts, keys included, hidden characters are visible (util).
 * Line feeds stay for writers that split texts into lines; in any other place `printableLines` makes them visible.
 *
 * For text only: JSON has an escape of its own and keeps the characters. Parts without hidden characters are shared.
 */
export function shown<T>(data: T): T {
  return shownValue(data) as T;
}

function shownValue(value: unknown): unknown {
  if (typeof value === "string") return shownText(value);
  if (Array.isArray(value)) return shownList(value);
  return typeof value === "object" && value !== null ? shownMap(value) : value;
}

/** Most texts are plain ASCII, which this finds out quickly. */
const ODD = /[^\n\x20-\x7e]/;

function shownText(text: string): string {
  return ODD.test(text) && HIDDEN.test(text) ? text.split("\n").map(visibleText).join("\n") : text;
}

function shownList(list: readonly unknown[]): readonly unknown[] {
  const items = list.map(shownValue);
  return items.every((item, index) => item === list[index]) ? list : items;
}

/** Two keys may differ only in hidden characters: neither may hide the other. */
function shownMap(map: object): object {
  const items = new Map<string, unknown>();
  let same = true;
  for (const [key, item] of Object.entries(map)) {
    let name = shownText(key);
    while (items.has(name)) name += "\ufffd";
    const value = shownValue(item);
    items.set(name, value);
    same &&= name === key && value === item;
  }
  return same ? map : Object.fromEntries(items);
}
