import { linesIn } from "./blocks.ts";

/** Where the first YAML document of a text begins and ends, and where a second one begins, if there is one. */
interface FirstDocument {
  readonly from: number;
  readonly to: number;
  readonly next: number | undefined;
}

export function firstDocument(text: string): FirstDocument {
  let from: number | undefined;
  let to: number | undefined;
  for (const { start, indent, text: line } of linesIn(text, startOf(text), text.length)) {
    const isMarker = indent === 0 && /^(---|\.\.\.)(?!\S)/.test(line);
    const isContent = line !== "" && !line.startsWith("#");
    if (to !== undefined && isContent) return { from: from ?? 0, to, next: start };
    if (from === undefined && isMarker && line.startsWith("---")) from = start + 3;
    else if (isMarker) {
      to = start;
      if (line.startsWith("---")) return { from: from ?? 0, to, next: start };
    } else if (from === undefined && isContent && !line.startsWith("%")) from = start;
  }
  return { from: from ?? text.length, to: to ?? text.length, next: undefined };
}

function startOf(text: string): number {
  return text.startsWith("\ufeff") ? 1 : 0;
}
