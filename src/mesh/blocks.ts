/** Whole lines that belong together by their indentation: an entry of a mapping or an item of a list, with all below it. */
export interface Block {
  readonly start: number;
  readonly end: number;
  /** Where the lines below the first begin; `end` where there are none. */
  readonly below: number;
}

/** `text` has no indentation, and ends with the last character that is not a space. */
interface Line {
  readonly start: number;
  readonly end: number;
  readonly indent: number;
  readonly text: string;
}

/** Text that belongs to a key or item although it is not indented further: closing brackets, and the value of `? key`. */
const GOES_ON = /^[}\]:]/;

/** The blocks between two offsets, side by side. Lines without content belong to the block above them. */
export function blocksIn(text: string, from: number, to: number): readonly Block[] {
  const blocks: Block[] = [];
  let first: Line | undefined;
  const close = (end: number): void => {
    if (first !== undefined) blocks.push({ start: first.start, end, below: first.end });
  };
  for (const line of linesIn(text, from, to)) {
    if (line.text === "" || line.text.startsWith("#")) continue;
    if (first !== undefined && belongsTo(line, first)) continue;
    close(line.start);
    first = line;
  }
  close(to);
  return blocks;
}

function belongsTo(line: Line, first: Line): boolean {
  if (line.indent !== first.indent) return line.indent > first.indent;
  return GOES_ON.test(line.text) || (isItem(line) && !isItem(first));
}

function isItem({ text }: Line): boolean {
  return /^-(\s|$)/.test(text);
}

export function* linesIn(text: string, from: number, to: number): Generator<Line, void> {
  for (let start = from; start < to;) {
    const feed = text.indexOf("\n", start);
    const end = feed < 0 || feed >= to ? to : feed + 1;
    const line = text.slice(start, end);
    const content = line.trimStart();
    yield { start, end, indent: line.length - content.length, text: content.trimEnd() };
    start = end;
  }
}
