import { displayWidth } from "./display-width.ts";

/** As much of the beginning of a text as fits into `columns`. It never cuts what a reader sees as one character. */
export function firstColumns(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let result = "";
  let used = 0;
  // Whatever the text, a character in it takes no more than this many units of UTF-16.
  for (const { segment } of SEGMENTER.segment(text.slice(0, columns * LONGEST))) {
    used += displayWidth(segment);
    if (used > columns) break;
    result += segment;
  }
  return result;
}

const LONGEST = 32;
const SEGMENTER = new Intl.Segmenter("en", { granularity: "grapheme" });
