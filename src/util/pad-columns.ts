import { displayWidth } from "./display-width.ts";

/** The text with spaces after it, up to so many terminal columns. */
export function padColumns(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - displayWidth(text)));
}
