import { printableLines } from "../../util/printable.ts";
import type { Printable } from "../../util/printable-text.ts";
import { visibleText } from "../../util/visible-text.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Source } from "../source.ts";
import { type FormatProblem, problemsOf } from "./problem.ts";

/**
 * Problems as a JUnit report, which build servers list beside tests: one case for each problem, failed for an error, and one case that
 * passed for a file without any. Source: the schema of Jenkins' xUnit plug-in, junit-10.xsd, which GitLab reads as well.
 */
export function diagnosticsJunit(diagnostics: readonly Diagnostic[], source: Source): Printable {
  const problems = problemsOf(diagnostics, source);
  const failures = problems.filter(({ severity }) => severity === "error").length;
  const file = attribute(visibleText(source.path === "-" ? "stdin" : source.path));
  const count = `tests="${String(Math.max(1, problems.length))}" failures="${String(failures)}"`;
  const cases =
    problems.length === 0
      ? [`    <testcase classname="meshplan" name="${file} is valid"/>`]
      : problems.flatMap((one) => caseLines(one, file));
  return printableLines([
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="meshplan" ${count}>`,
    `  <testsuite name="meshplan validate" ${count}>`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ]);
}

function caseLines(one: FormatProblem, file: string): readonly string[] {
  const place = one.line === undefined ? file : `${file}:${String(one.line)}:${String(one.column)}`;
  const line = one.line === undefined ? "" : ` line="${String(one.line)}"`;
  const name = attribute(`${one.code} ${one.message}`);
  const tag = one.severity === "error" ? "failure" : "system-out";
  const about = tag === "failure" ? ` type="${one.code}" message="${attribute(one.message)}"` : "";
  return [
    `    <testcase classname="meshplan" name="${name}" file="${file}"${line}>`,
    `      <${tag}${about}>${text(`${place}: ${one.message}`)}${one.help === "" ? "" : text(`; ${one.help}`)}</${tag}>`,
    "    </testcase>",
  ];
}

const text = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const attribute = (value: string): string => text(value).replaceAll('"', "&quot;");
