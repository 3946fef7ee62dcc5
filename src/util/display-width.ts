import fastStringWidth from "fast-string-width";

/** How many terminal columns a text takes: 2 for Chinese, Japanese, Korean and emoji, 0 for combining marks and paint, else 1 each. */
export function displayWidth(text: string): number {
  return fastStringWidth(text);
}
