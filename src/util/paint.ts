/** What a piece of terminal text means; how it looks is the painter's business. */
export type Tone = "error" | "warning" | "help" | "place" | "dim" | "strong";

/** Gives a piece of text its look. Without colour it returns the text unchanged. */
export type Paint = (tone: Tone, text: string) => string;
