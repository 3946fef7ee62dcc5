import { displayWidth } from "../util/display-width.ts";
import { firstColumns } from "../util/first-columns.ts";
import type { Paint } from "../util/paint.ts";
import { visibleText } from "../util/visible-text.ts";
import { positionAt, type Source, type Span } from "./source.ts";

export interface FrameOptions {
  readonly color: Paint;
  /** Columns of the terminal; longer lines are cut around the mark. */
  readonly width: number;
}

const TAB_COLUMNS = 4;
const FEWEST_COLUMNS = 24;
const CUT = "…";

/**
 * The line a span begins on, the one before it, and carets under the span.
 *
 * Carets stand under what the terminal shows: tabs are expanded, wide characters count two columns, control characters
 * are drawn as pictures. A span over several lines is marked to the end of its first.
 */
export function codeFrame(source: Source, span: Span, options: FrameOptions): readonly string[] {
  const { line } = positionAt(source, span.start);
  const gutter = String(line).length;
  const available = Math.max(FEWEST_COLUMNS, options.width - gutter - 7);
  const marked = cut(lineText(source, line), span.start - lineStart(source, line), available);
  const frame: string[] = [];
  const before = line > 1 ? lineText(source, line - 1) : "";
  if (before.trim() !== "") {
    const { text } = cut(before, 0, available);
    frame.push(row(String(line - 1).padStart(gutter), text, options.color));
  }
  frame.push(row(String(line), marked.text, options.color));
  const length = caretColumns(source, span, marked, available);
  const carets = `${" ".repeat(marked.column)}${options.color("error", "^".repeat(length))}`;
  frame.push(row(" ".repeat(gutter), carets, options.color));
  return frame;
}

interface CutLine {
  readonly text: string;
  /** Columns before the mark. */
  readonly column: number;
  /** Columns from the mark to the end of what is shown. */
  readonly rest: number;
}

function row(label: string, text: string, color: Paint): string {
  return `  ${color("dim", `${label} |`)} ${text}`.trimEnd();
}

/** The part of a line that fits, with the mark in it. Looks only at the text around the mark, however long the line is. */
function cut(line: string, mark: number, available: number): CutLine {
  const before = expand(line.slice(Math.max(0, mark - 4 * available), mark), 0);
  const after = expand(line.slice(mark, mark + 4 * available), displayWidth(before));
  const fits = displayWidth(before) + displayWidth(after) <= available;
  if (fits) {
    return { text: before + after, column: displayWidth(before), rest: displayWidth(after) };
  }
  const room = available - Math.min(displayWidth(after), Math.ceil((available * 2) / 3)) - 1;
  const head = displayWidth(before) <= room ? before : CUT + lastColumns(before, room);
  const tailRoom = available - displayWidth(head);
  const tail = displayWidth(after) <= tailRoom ? after : firstColumns(after, tailRoom - 1) + CUT;
  return { text: head + tail, column: displayWidth(head), rest: displayWidth(tail) };
}

/** How many carets: as many columns as the span takes on its first line, at least one. */
function caretColumns(source: Source, span: Span, marked: CutLine, available: number): number {
  const { line } = positionAt(source, span.start);
  const start = span.start - lineStart(source, line);
  const length = Math.min(span.end - span.start, 4 * available);
  const text = lineText(source, line).slice(start, start + length);
  const columns = displayWidth(expand(text.trimEnd(), marked.column));
  return Math.max(1, Math.min(columns, marked.rest));
}

function expand(text: string, firstColumn: number): string {
  let result = "";
  let column = firstColumn;
  for (const character of text) {
    const shown =
      character === "\t"
        ? " ".repeat(TAB_COLUMNS - (column % TAB_COLUMNS))
        : visibleText(character);
    result += shown;
    column += displayWidth(shown);
  }
  return result;
}

function lastColumns(text: string, columns: number): string {
  const kept: string[] = [];
  let used = 0;
  for (const character of Array.from(text).reverse()) {
    used += displayWidth(character);
    if (used > columns) break;
    kept.push(character);
  }
  return kept.reverse().join("");
}

function lineStart(source: Source, line: number): number {
  return source.lineStarts[line - 1] ?? 0;
}

function lineText(source: Source, line: number): string {
  const end = source.lineStarts[line] ?? source.text.length + 1;
  return source.text.slice(lineStart(source, line), end - 1).replace(/\r$/, "");
}
