/** Ctrl-C as a character: it comes like this when other keys arrive in the same chunk. */
const END_OF_TEXT = "\u0003";

/** What Ink says of one chunk of input, as far as we read it. */
export interface Key {
  readonly ctrl: boolean;
  readonly return: boolean;
  readonly backspace: boolean;
  readonly delete: boolean;
}

/** Keys that are pressed fast, held down or pasted arrive as one string, so Ctrl-C may stand anywhere in it. */
export function pressesInterrupt(input: string, key: Pick<Key, "ctrl">): boolean {
  return (key.ctrl && input === "c") || input.includes(END_OF_TEXT);
}

/** A line that is being typed. `done` is set by Enter, `interrupted` by Ctrl-C; what follows either is ignored. */
export interface TypedLine {
  readonly text: string;
  readonly end?: "done" | "interrupted";
}

/** Adds one chunk of input to the line. */
export function typeInto(line: TypedLine, input: string, key: Key): TypedLine {
  if (line.end !== undefined) return line;
  if (key.ctrl && (input === "c" || input === "d")) return { ...line, end: "interrupted" };
  if (key.return && input.length <= 1) return { ...line, end: "done" };
  if (key.backspace || key.delete) return { text: line.text.slice(0, -1) };
  let { text } = line;
  for (const character of input) {
    if (character === END_OF_TEXT) return { text, end: "interrupted" };
    if (character === "\r" || character === "\n") return { text, end: "done" };
    if (character === "\u007f" || character === "\b") text = text.slice(0, -1);
    else if (character >= " ") text += character;
  }
  return { text };
}
