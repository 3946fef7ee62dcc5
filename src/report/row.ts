import type { FieldLine } from "./field-lines.ts";

/** One line of a plan before it is laid out: its subject, its text, and the cause at the right. */
export type Row =
  | {
      readonly kind: "action" | "object";
      readonly symbol: string;
      readonly label: string;
      readonly text: string;
      readonly right: string;
    }
  | { readonly kind: "field"; readonly line: FieldLine }
  | { readonly kind: "more"; readonly text: string };
