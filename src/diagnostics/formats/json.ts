import { printableJson } from "../../util/printable-json.ts";
import type { Printable } from "../../util/printable-text.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Source } from "../source.ts";
import { problemsOf } from "./problem.ts";

/** Problems as JSON (schema/validation.schema.json). Ends with a line break. */
export function diagnosticsJson(diagnostics: readonly Diagnostic[], source: Source): Printable {
  const problems = problemsOf(diagnostics, source, { raw: true });
  return printableJson(
    {
      format_version: "1.0",
      file: source.path,
      valid: problems.every(({ severity }) => severity !== "error"),
      diagnostics: problems,
    },
    { pretty: true },
  );
}
