import type { Paint, Tone } from "./paint.ts";

const CODES: { readonly [tone in Tone]: string } = {
  error: "1;31",
  warning: "1;33",
  help: "36",
  place: "36",
  dim: "2",
  strong: "1",
};

/** Colours by ANSI escape codes. For terminals that want colour; the command line decides that, nobody else. */
export const ansiPaint: Paint = (tone, text) => `\u001b[${CODES[tone]}m${text}\u001b[0m`;
