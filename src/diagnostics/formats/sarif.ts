import { printableJson } from "../../util/printable-json.ts";
import type { Printable } from "../../util/printable-text.ts";
import { CODES } from "../codes.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Source } from "../source.ts";
import { problemsOf } from "./problem.ts";

/**
 * Problems as a SARIF 2.1.0 log, which GitHub and others show at their lines. The path of the file is relative to where the command
 * runs, so run it at the root of the repository. Source: docs.oasis-open.org/sarif/sarif/v2.1.0.
 */
export function diagnosticsSarif(
  diagnostics: readonly Diagnostic[],
  source: Source,
  version: string,
): Printable {
  const problems = problemsOf(diagnostics, source, { raw: true });
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const uri = encodeURI(source.path === "-" ? "stdin" : source.path.replace(/^\.\//, ""));
  return printableJson(
    {
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: [
        {
          tool: {
            driver: {
              name: "meshplan",
              version,
              rules: codes.map((id) => ({
                id,
                shortDescription: { text: CODES[id].title },
                fullDescription: { text: CODES[id].explanation },
                defaultConfiguration: { level: CODES[id].severity },
              })),
            },
          },
          columnKind: "utf16CodeUnits",
          results: problems.map((one) => ({
            ruleId: one.code,
            ruleIndex: codes.findIndex((id) => id === one.code),
            level: one.severity,
            message: { text: one.help === "" ? one.message : `${one.message}\n${one.help}` },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri },
                  ...(one.line === undefined
                    ? {}
                    : {
                        region: {
                          startLine: one.line,
                          startColumn: one.column,
                          endLine: one.end_line,
                          endColumn: one.end_column,
                        },
                      }),
                },
              },
            ],
          })),
        },
      ],
    },
    { pretty: true },
  );
}
