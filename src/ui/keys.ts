/** Ctrl-C as a character: it arrives like this when other keys are in the same chunk. */
const END_OF_TEXT = "\u0003";

/** Keys that are pressed fast, held down or pasted arrive as one string, so Ctrl-C may be anywhere in it. */
export function pressesInterrupt(input: string, key: { readonly ctrl: boolean }): boolean {
  return (key.ctrl && input === "c") || input.includes(END_OF_TEXT);
}
