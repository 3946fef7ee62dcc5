import { styled } from "../util/ansi-paint.ts";
import type { Verb } from "../planner/change.ts";
import type { ActionStatus } from "./apply-state.ts";

/** Colours by the names Ink uses, so that text and screen look alike. */
export type Color = "green" | "yellow" | "red" | "cyan" | "magenta" | "gray" | "white";
type Style = Color | "bold" | "dim";

/** Colours one piece of text, or returns it as it is. Measure before painting: escape codes have no width. */
export type Paint = (style: Style, text: string) => string;

export function painter(color: boolean): Paint {
  if (!color) return (_style, text) => text;
  return styled;
}

export interface Look {
  readonly symbol: string;
  readonly word: string;
  readonly color: Color;
}

/** Order is the order of the legend. */
export const VERB_LOOK: Readonly<Record<Verb, Look>> = {
  create: { symbol: "+", word: "create", color: "green" },
  update: { symbol: "~", word: "update", color: "yellow" },
  delete: { symbol: "-", word: "destroy", color: "red" },
  replace: { symbol: "-/+", word: "replace", color: "red" },
  "take-over": { symbol: "!~", word: "take over from its owner", color: "red" },
  adopt: { symbol: "=", word: "adopt", color: "cyan" },
  none: { symbol: " ", word: "unchanged", color: "gray" },
};
export const CONTESTED_LOOK: Look = {
  symbol: "!",
  word: "contested, left alone",
  color: "magenta",
};
export const OTHERS_LOOK: Look = { symbol: ">", word: "for others to write", color: "cyan" };
export const UNREAD_LOOK: Look = { symbol: "?", word: "not checked", color: "gray" };
export const PREVIEWED_LOOK: Look = {
  symbol: "?",
  word: "not dry-run (its namespace or CRD is new)",
  color: "gray",
};

interface StatusLook {
  readonly glyph: string;
  /** For terminals without UTF-8. */
  readonly ascii: string;
  readonly word: string;
  readonly color: Color;
}

export const STATUS_LOOK: Readonly<Record<ActionStatus, StatusLook>> = {
  waiting: { glyph: "·", ascii: ".", word: "waiting", color: "gray" },
  running: { glyph: "~", ascii: "~", word: "running", color: "yellow" },
  "waiting-for": { glyph: "◌", ascii: "o", word: "waiting for", color: "cyan" },
  done: { glyph: "✔", ascii: "+", word: "done", color: "green" },
  unchanged: { glyph: "=", ascii: "=", word: "unchanged", color: "gray" },
  failed: { glyph: "✖", ascii: "x", word: "failed", color: "red" },
  skipped: { glyph: "↷", ascii: ">", word: "skipped", color: "magenta" },
  left: { glyph: "-", ascii: "-", word: "not started", color: "gray" },
};

/** Frames of the one moving thing on the screen. */
export const SPINNER = {
  utf8: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
  ascii: ["|", "/", "-", "\\"],
} as const;
