import { COMMAND } from "./printable.ts";
import type { Printable } from "./printable-text.ts";
import { HIDDEN } from "./visible-text.ts";

/**
 * JSON in which nothing is hidden: JSON.stringify leaves DEL, C1, marks of direction and foreign line separators as they are;
 * here they are `\u` escapes, and so is the start of text that build servers read as commands (`##[`). Reads back as the same
 * value.
 *
 * In one line, or indented by two spaces with `pretty`. Ends with a line feed.
 */
export function printableJson(value: unknown, { pretty = false } = {}): Printable {
  const text = JSON.stringify(value, null, pretty ? 2 : undefined)
    .replace(ODD, (run) => run.replace(UNSEEN, escaped))
    .replace(COMMAND, "#\\u0023");
  return `${text}\n` as Printable;
}

/** Most JSON is plain ASCII, which this skips quickly. Line feeds belong to the layout: in texts they are `\n` already. */
const ODD = /[^\n\x20-\x7e]+/g;
const UNSEEN = new RegExp(HIDDEN.source, "gu");

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    const unit = character.charCodeAt(index).toString(16).padStart(4, "0");
    return `\\u${unit}`;
  }).join("");
}
