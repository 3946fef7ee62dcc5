import { dirname, relative, resolve, sep } from "node:path";
import { printDiagnostics } from "../diagnostics/print.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Source, sourceOf } from "../diagnostics/source.ts";
import { loadMesh } from "../mesh/load.ts";
import type { Mesh } from "../mesh/model.ts";
import type { Topology } from "../mesh/topology.ts";
import { isPlanFile } from "../planner/is-plan-file.ts";
import type { Plan } from "../planner/plan.ts";
import type { Files } from "../ports.ts";
import { printable } from "../util/printable.ts";
import type { Printable } from "../util/printable-text.ts";
import type { Output } from "./output.ts";
import type { ProblemWriter } from "./validate-formats.ts";

/** The kind of file that a command was given. */
export type Input =
  | {
      readonly kind: "plan";
      readonly plan: Plan;
      /** ISO 8601, as the file says; nobody approves it. */
      readonly created: string;
    }
  | {
      readonly kind: "mesh";
      readonly source: Source;
      readonly mesh: Mesh;
      readonly topology: Topology;
    }
  /** The file is wrong; everything that is wrong has been printed. */
  | { readonly kind: "refused" };

interface InputOptions {
  readonly expects?: "plan";
  /** `--allow-path`: places where paths of a mesh file may lead, besides its folder. */
  readonly allowPath?: readonly string[] | undefined;
  /** Shows the problems of a mesh file, also where there are none, instead of printing them for people. */
  readonly tell?: ProblemWriter | undefined;
}

/** Reads a mesh file or a saved plan. Problems of a mesh file are printed here. */
export async function loadInput(
  files: Files,
  path: string,
  output: Output,
  { expects, allowPath = [], tell = report }: InputOptions,
): Promise<Input> {
  const text = await patiently(files.read(path), path, output);
  // If a plan is expected, a text that is not a person's YAML mapping is a plan that something cut or rewrote.
  const isDamaged = expects === "plan" && /^\s*($|[{[]|null\s*$)/.test(text);
  if (isPlanFile(text) || isDamaged) {
    // The planner is loaded only for a saved plan: `validate` starts in half the time.
    const { decodePlan } = await import("../planner/decode-plan.ts");
    return { kind: "plan", ...decodePlan(text, path, { pathOf }) };
  }
  const source = sourceOf(path, text);
  const folder = directoryOf(path);
  const { mesh, topology, paths = [], diagnostics } = loadMesh(source, { directory: folder });
  const outside =
    mesh === undefined || paths.length === 0
      ? []
      : await (
          await import("./input-paths.ts")
        ).pathProblems(mesh, paths, { folder, allowed: allowPath });
  await tell([...diagnostics, ...outside], source, output);
  return mesh === undefined || topology === undefined || outside.length > 0
    ? { kind: "refused" }
    : { kind: "mesh", source, mesh, topology };
}

/** Reading a file takes no time; a person who has waited for longer waits for a writer, and has to be told. */
const PATIENCE_MILLISECONDS = 1_000;

/** Says once what it waits for if reading takes long: a pipe or standard input whose writer is slow or absent. */
async function patiently<T>(reading: Promise<T>, path: string, output: Output): Promise<T> {
  const what =
    path === "-"
      ? printable`Reading the mesh file from standard input, until it ends.`
      : printable`Waiting for what writes to ${path}.`;
  const timer = setTimeout(() => {
    void output.printError(what);
  }, PATIENCE_MILLISECONDS);
  try {
    return await reading;
  } finally {
    clearTimeout(timer);
  }
}

/** A path that a mesh file wrote, relative to the folder it had from the working directory when the plan was made. */
function pathOf(written: string, folder: string | undefined): string {
  return resolve(folder ?? "", written);
}

/** The folder of a mesh file from the working directory, spelled alike on every system. */
export function folderOf(path: string): string {
  return relative(process.cwd(), directoryOf(path)).replaceAll(sep, "/") || ".";
}

/** Relative paths in a mesh file start at its folder; for standard input, at the working directory. */
function directoryOf(path: string): string {
  return path === "-" ? process.cwd() : dirname(resolve(path));
}

/** Problems and warnings go to stderr: stdout carries results. */
export async function report(...args: Parameters<typeof reportText>): Promise<void> {
  await args[2].printError(reportText(...args));
}

/** Problems and warnings as stderr shows them. */
export function reportText(
  diagnostics: readonly Diagnostic[],
  source: Source | undefined,
  { errorStyle }: Pick<Output, "errorStyle" | "printError">,
  clusters: readonly { readonly name: string }[] = [],
): Printable {
  const names = clusters.map(({ name }) => name);
  return printDiagnostics(diagnostics, source, { ...errorStyle, clusters: names });
}
