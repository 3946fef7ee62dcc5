import { visibleText } from "../../util/visible-text.ts";
import { withoutUrlUsers } from "../../util/without-url-users.ts";
import { CODES } from "../codes.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { positionAt, type Source } from "../source.ts";

/** A problem of a mesh file as programs get it. */
export interface FormatProblem {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly help: string;
  /** From 1, in UTF-16 units; absent where it is about the whole file. The end is behind the last character. */
  readonly line?: number;
  readonly column?: number;
  readonly end_line?: number;
  readonly end_column?: number;
}

/**
 * Problems in the order of the file. Their texts hold no user of a URL, which a mesh file may have, and unless `raw` no hidden
 * character: a format that has an escape for them takes them raw.
 */
export function problemsOf(
  diagnostics: readonly Diagnostic[],
  source: Source,
  { raw = false } = {},
): readonly FormatProblem[] {
  const told = (text: string): string => {
    const known = withoutUrlUsers(text);
    return raw ? known : visibleText(known);
  };
  return [...diagnostics]
    .sort((a, b) => (a.at?.start ?? -1) - (b.at?.start ?? -1))
    .map(({ code, message, help, at }) => {
      const one = {
        code,
        severity: CODES[code].severity,
        message: told(message),
        help: told(help),
      };
      if (at === undefined) return one;
      const [start, end] = [positionAt(source, at.start), positionAt(source, at.end)];
      return {
        ...one,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
      };
    });
}
