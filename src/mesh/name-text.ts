import { visibleText } from "../util/visible-text.ts";

const LONGEST = 70;

/** A word of the user inside a message: printable and of bounded length. */
export function nameText(text: string): string {
  const shown = visibleText(text);
  const letters = Array.from(shown);
  return letters.length <= LONGEST ? shown : `${letters.slice(0, LONGEST).join("")}…`;
}
