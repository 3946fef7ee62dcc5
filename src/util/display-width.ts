import fastStringWidth from "fast-string-width";

/**
 * The width of a text in terminal columns: 2 for Chinese, Japanese, Korean and emoji, 0 for combining marks and paint, else
 * 1.
 */
export function displayWidth(text: string): number {
  return fastStringWidth(text);
}
