import { displayWidth } from "./display-width.ts";

/**
 * Breaks text at spaces so that lines fit `width`, the first one `firstWidth`. A longer word stays whole on a line of its
 * own: a broken path cannot be copied. Text in backticks is one word.
 */
export function wrap(text: string, width: number, firstWidth = width): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of wordsOf(text)) {
    const room = lines.length === 0 ? firstWidth : width;
    const first = line === "";
    const taken = displayWidth(word) + (first ? 0 : displayWidth(line) + 1);
    const tooLong = taken > room;
    if (tooLong && (!first || room < width)) {
      lines.push(line.trimEnd());
      line = word;
    } else line = first ? word : `${line} ${word}`;
  }
  return [...lines, line.trimEnd()];
}

/** Splits at every space, and joins the words between two backticks again. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  // What an open backtick began. Joined once: a server may say a million words behind one.
  let open: string[] = [];
  for (const word of text.split(" ")) {
    const turns = (word.split("`").length - 1) % 2 === 1;
    if (open.length === 0 && !turns) words.push(word);
    else {
      open.push(word);
      if (open.length > 1 && turns) {
        words.push(open.join(" "));
        open = [];
      }
    }
  }
  return [...words, ...open];
}
