import { printableLines } from "../util/printable.ts";
import type { Printable } from "../util/printable-text.ts";
import { visibleText } from "../util/visible-text.ts";
import { wrap } from "../util/wrap.ts";
import { wrapHelp } from "../util/wrap-help.ts";
import { codeFrame, type FrameOptions } from "./code-frame.ts";
import { CODES, type DiagnosticCode } from "./codes.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { ObjectRef } from "./object-ref.ts";
import { positionAt, type Source, type Span } from "./source.ts";

/** More than a person reads at once; the rest is counted. */
const MOST = 100;

/** The parts of a `MeshplanError` that are printed. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly cluster?: string | undefined;
  readonly object?: ObjectRef | undefined;
  readonly nextSteps: readonly string[];
  /** The line of a mesh file that it comes from. */
  readonly written?: { readonly source: Source; readonly at: Span } | undefined;
}

export interface ProblemOptions extends FrameOptions {
  /** Columns that sentences are broken to fit; absent: they stay whole, for whoever searches a log or a file. */
  readonly wrapAt?: number;
}

interface PrintOptions extends ProblemOptions {
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

/** One refusal of the world as text for people: code, sentence, place with the line that led there, and what to type next. */
export function printProblem(problem: Problem, options: ProblemOptions): Printable {
  const { code, message, cluster, object, nextSteps, written } = problem;
  return printableLines([
    ...headline(code, message, options),
    ...placeLines({ cluster, object, at: written?.at }, written?.source, options),
    ...nextSteps.flatMap((step) => help(step, options)),
    "",
  ]);
}

function block(
  diagnostic: Diagnostic,
  source: Source | undefined,
  options: ProblemOptions,
): readonly string[] {
  return [
    ...headline(diagnostic.code, diagnostic.message, options),
    ...placeLines(diagnostic, source, options),
    ...help(diagnostic.help, options),
  ];
}

/** What a problem says of its place. */
interface Place {
  readonly cluster?: string | undefined;
  readonly object?: ObjectRef | undefined;
  readonly at?: Span | undefined;
}

function placeLines(
  placed: Place,
  source: Source | undefined,
  options: ProblemOptions,
): readonly string[] {
  const place = placeText(placed, source);
  const frame =
    source === undefined || placed.at === undefined || source.text === ""
      ? []
      : codeFrame(source, placed.at, options);
  return [...(place === "" ? [] : [`  ${options.color("place", place)}`]), ...frame];
}

function headline(
  code: DiagnosticCode,
  message: string,
  options: ProblemOptions,
): readonly string[] {
  const { color, wrapAt = Infinity } = options;
  const { severity } = CODES[code];
  const label = `${severity} ${code}`;
  const [first = "", ...rest] = linesOf(message).flatMap((line, index) =>
    wrap(line, wrapAt - 2, index === 0 ? wrapAt - label.length - 2 : wrapAt - 2),
  );
  return [
    `${color(severity, label)}: ${color("strong", first)}`,
    ...rest.map((line) => `  ${color("strong", line)}`),
  ];
}

const HELP_INDENT = "        ";

function help(step: string, { color, wrapAt = Infinity }: ProblemOptions): readonly string[] {
  const [first = "", ...rest] = linesOf(step).flatMap((line) =>
    wrapHelp(line, wrapAt - HELP_INDENT.length),
  );
  return [`  ${color("help", "help:")} ${first}`, ...rest.map((line) => HELP_INDENT + line)];
}

function linesOf(text: string): readonly string[] {
  return text.trimEnd().split(/\r?\n/).map(visibleText);
}

function placeText(diagnostic: Place, source: Source | undefined): string {
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
