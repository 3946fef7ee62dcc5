import { COMMAND } from "../../util/printable.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Source } from "../source.ts";
import { problemsOf } from "./problem.ts";

declare const brand: unique symbol;

/**
 * Lines that GitHub's runner takes for commands, as they are meant to be. Only the writer below makes them, and every text in them
 * is escaped as the runner undoes it, so that none of it is a command or a property of its own.
 */
export type RunnerCommands = string & { readonly [brand]: "RunnerCommands" };

/**
 * Problems as annotations of GitHub Actions, shown at their lines in the pull request. GitHub shows ten errors and ten warnings of a step.
 * Source: github.com/actions/toolkit packages/core/src/command.ts.
 */
export function diagnosticsForGithub(
  diagnostics: readonly Diagnostic[],
  source: Source,
): RunnerCommands {
  const lines = problemsOf(diagnostics, source).map((one) => {
    const properties = {
      ...(source.path === "-" ? {} : { file: source.path.replace(/^\.\//, "") }),
      line: one.line,
      col: one.column,
      // The runner wants an end column only on the line on which it starts.
      endColumn: one.line === one.end_line ? one.end_column : undefined,
      endLine: one.end_line,
      title: `${one.code} (meshplan)`,
    };
    const given = Object.entries(properties).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}=${property(String(value))}`],
    );
    const told = one.help === "" ? one.message : `${one.message}\n${one.help}`;
    return `::${one.severity} ${given.join(",")}::${data(told)}\n`;
  });
  return lines.join("") as RunnerCommands;
}

const data = (text: string): string =>
  text
    .replaceAll(COMMAND, "## ")
    .replaceAll("%", "%25")
    .replaceAll("\r", "%0D")
    .replaceAll("\n", "%0A");
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
