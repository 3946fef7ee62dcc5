import { styleText } from "node:util";
import type { Paint, Tone } from "./paint.ts";

type Style = "bold" | "dim" | "red" | "green" | "yellow" | "magenta" | "cyan" | "white" | "gray";

const STYLES: { readonly [tone in Tone]: Style | readonly Style[] } = {
  error: ["bold", "red"],
  warning: ["bold", "yellow"],
  help: "cyan",
  place: "cyan",
  dim: "dim",
  strong: "bold",
};

/** Colours by ANSI escape codes, for terminals that want colour. Only the command line decides that. */
export const ansiPaint: Paint = (tone, text) => styled(STYLES[tone], text);

/** One text in its look, and none around an empty one. Node would ask NO_COLOR and its own standard output once more. */
export function styled(styles: Style | readonly Style[], text: string): string {
  const formats = typeof styles === "string" ? styles : [...styles];
  return text === "" ? "" : styleText(formats, text, { validateStream: false });
}
