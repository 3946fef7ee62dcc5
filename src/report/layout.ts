import { displayWidth } from "../util/display-width.ts";
import { firstColumns } from "../util/first-columns.ts";
import { padColumns } from "../util/pad-columns.ts";

/** Cuts text to `width` terminal columns, saying so with `…`. */
export function truncate(text: string, width: number): string {
  return displayWidth(text) <= width ? text : `${firstColumns(text, Math.max(0, width - 1))}…`;
}

/** Columns padded to their widest cell, two spaces apart; the last one is not padded. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries())
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell));
  return rows.map((row) =>
    row
      .map((cell, index) => padColumns(cell, widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** `1 object`, `2 objects`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}

/** `0.4 s`, `41 s`, `5 m 2 s`, `1 h 4 m`. */
export function durationText(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 1) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} m`;
}

/**
 * A list of words that fits about `width` characters: the first ones, then `… 12 more`. Everything is shown where at most
 * one would be hidden.
 */
export function listUpTo(words: readonly string[], width: number): string {
  const all = words.join(", ");
  if (displayWidth(all) <= width || words.length <= 2) return all;
  let shown = 1;
  while (shown < words.length && displayWidth(words.slice(0, shown + 1).join(", ")) + 12 <= width)
    shown += 1;
  return `${words.slice(0, shown).join(", ")}, … ${words.length - shown} more`;
}

/** Up to this many clusters are listed one by one. */
export const MOST_LISTED = 20;
/** Among more clusters, this many stand for all that are like them. */
export const FEW_LISTED = 3;

/** Clusters by their names; for many that are alike, the first ones and the total number. */
export function firstNames(names: readonly string[]): string {
  if (names.length <= MOST_LISTED) return names.join(", ");
  return `${names.slice(0, FEW_LISTED).join(", ")}, … ${names.length - FEW_LISTED} more`;
}

/** Clusters by their names; if there are many, "all" or "all but one" in words where that is true. Nothing is cut. */
export function listOfNames(names: readonly string[], all: readonly string[]): string {
  const FEW = 3;
  const others = all.filter((name) => !names.includes(name));
  if (names.length > FEW && others.length === 0) return `all ${names.length} clusters`;
  const [other = ""] = others;
  if (names.length > FEW && others.length === 1) return `every cluster but ${other}`;
  return names.join(", ");
}
