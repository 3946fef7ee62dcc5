import type { Printable } from "./printable-text.ts";

/**
 * Characters that a terminal acts on or a reader cannot see: controls (C0, DEL and C1), formats such as marks of direction and
 * zero-width ones, breaks of lines and paragraphs, lone surrogates, characters that fonts ignore, and unusual spaces.
 */
export const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u;
const EVERY_HIDDEN = new RegExp(HIDDEN.source, "gu");

/**
 * Foreign text as a part of one line: control characters become their Unicode pictures (␀ … ␡), other hidden characters �,
 * and unusual spaces ␣. Tabs and line feeds become pictures too. A text without hidden characters is returned unchanged.
 */
export function visibleText(text: string): Printable {
  return text.replace(EVERY_HIDDEN, visible) as Printable;
}

function visible(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x20) return String.fromCodePoint(0x2400 + point);
  if (point === 0x7f) return "\u2421";
  return /^\p{Zs}$/u.test(character) ? "\u2423" : "\ufffd";
}
