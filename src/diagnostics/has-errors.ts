import { CODES } from "./codes.ts";
import type { Diagnostic } from "./diagnostic.ts";

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => CODES[diagnostic.code].severity === "error");
}
