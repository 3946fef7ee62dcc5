/** The meaning of a piece of terminal text; the painter decides how it looks. */
export type Tone = "error" | "warning" | "help" | "place" | "dim" | "strong";

/** Gives a piece of text its look. Without colour it returns the text unchanged. */
export type Paint = (tone: Tone, text: string) => string;
