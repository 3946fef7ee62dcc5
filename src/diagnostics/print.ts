import { printableLines } from "../util/printable.ts";
import type { Printable } from "../util/printable-text.ts";
import type { Paint } from "../util/paint.ts";
import { visibleText } from "../util/visible-text.ts";
import { codeFrame, type FrameOptions } from "./code-frame.ts";
import { CODES, type DiagnosticCode } from "./codes.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { ObjectRef } from "./object-ref.ts";
import { positionAt, type Source } from "./source.ts";

/** More than a person reads at once; the rest is counted. */
const MOST = 100;

/** The parts of a `MeshplanError` that are printed. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly cluster?: string | undefined;
  readonly object?: ObjectRef | undefined;
  readonly nextSteps: readonly string[];
}

interface PrintOptions extends FrameOptions {
  /** As the mesh file lists them. */
  readonly clusters?: readonly string[];
}

/**
 * Problems as text for people: code, sentence, place, the lines around it, and the next step; in the order of the file, and without a place in it in that of the clusters.
 *
 * Ends with a line feed unless there is nothing to say. Whatever the user's file holds, no control character gets out.
 */
export function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  source: Source | undefined,
  options: PrintOptions,
): Printable {
  const sorted = [...diagnostics].sort(byPlace(options.clusters ?? []));
  const blocks = sorted.slice(0, MOST).map((each) => block(each, source, options));
  const left = sorted.length - MOST;
  if (left > 0) blocks.push([`and ${String(left)} more ${left === 1 ? "problem" : "problems"}`]);
  return printableLines(blocks.flatMap((lines) => [...lines, ""]));
}

/** One refusal of the world as text for people: code, sentence, cluster and object, and what to type next. */
export function printProblem(problem: Problem, options: { readonly color: Paint }): Printable {
  const { color } = options;
  const lines = [...headline(problem.code, problem.message, color)];
  const place = worldPlace(problem.cluster, problem.object);
  if (place !== "") lines.push(`  ${color("place", place)}`);
  for (const step of problem.nextSteps) lines.push(...help(step, color));
  return printableLines([...lines, ""]);
}

function block(
  diagnostic: Diagnostic,
  source: Source | undefined,
  options: FrameOptions,
): readonly string[] {
  const { color } = options;
  const lines = [...headline(diagnostic.code, diagnostic.message, color)];
  const place = placeText(diagnostic, source);
  if (place !== "") lines.push(`  ${color("place", place)}`);
  if (source !== undefined && diagnostic.at !== undefined && source.text !== "")
    lines.push(...codeFrame(source, diagnostic.at, options));
  lines.push(...help(diagnostic.help, color));
  return lines;
}

function headline(code: DiagnosticCode, message: string, color: Paint): readonly string[] {
  const { severity } = CODES[code];
  const [first = "", ...rest] = linesOf(message).map((line) => color("strong", line));
  return [
    `${color(severity, `${severity} ${code}`)}: ${first}`,
    ...rest.map((line) => `  ${line}`),
  ];
}

function help(step: string, color: Paint): readonly string[] {
  const [first = "", ...rest] = linesOf(step);
  return [`  ${color("help", "help:")} ${first}`, ...rest.map((line) => `        ${line}`)];
}

function linesOf(text: string): readonly string[] {
  return text.trimEnd().split(/\r?\n/).map(visibleText);
}

function placeText(diagnostic: Diagnostic, source: Source | undefined): string {
  const world = worldPlace(diagnostic.cluster, diagnostic.object);
  if (source === undefined) return world;
  const path = source.path === "-" ? "standard input" : visibleText(source.path);
  if (diagnostic.at === undefined) return world === "" ? path : world;
  const { line, column } = positionAt(source, diagnostic.at.start);
  const place = `${path}:${String(line)}:${String(column)}`;
  return world === "" ? place : `${place} (${world})`;
}

function worldPlace(cluster: string | undefined, object: ObjectRef | undefined): string {
  const parts: string[] = [];
  if (cluster !== undefined) parts.push(`cluster ${visibleText(cluster)}`);
  if (object !== undefined) {
    const namespace = object.namespace === undefined ? "" : `${object.namespace}/`;
    parts.push(visibleText(`${object.kind} ${namespace}${object.name}`));
  }
  return parts.join(", ");
}

function byPlace(clusters: readonly string[]): (a: Diagnostic, b: Diagnostic) => number {
  const start = ({ at }: Diagnostic): number => at?.start ?? -1;
  const place = ({ cluster = "" }: Diagnostic): number => clusters.indexOf(cluster);
  return (a, b) =>
    start(a) - start(b) || place(a) - place(b) || (a.code < b.code ? -1 : Number(a.code > b.code));
}
