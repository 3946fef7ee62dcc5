import { dirname, resolve } from "node:path";
import { printDiagnostics } from "../diagnostics/print.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { type Source, sourceOf } from "../diagnostics/source.ts";
import { hasErrors, planMesh, type PlanOptions } from "../engine.ts";
import { loadMesh } from "../mesh/load.ts";
import type { Mesh } from "../mesh/model.ts";
import type { Topology } from "../mesh/topology.ts";
import { decodePlan, isPlanFile } from "../planner/plan-file.ts";
import type { Plan } from "../planner/plan.ts";
import type { Files, Ports } from "../ports.ts";
import { ansiPaint } from "../util/ansi-paint.ts";
import { plainPaint } from "../util/plain-paint.ts";
import type { Output } from "./output.ts";
import { UsageError } from "./usage-error.ts";

/** What the argument of a command turned out to be. */
export type Input =
  | { readonly kind: "plan"; readonly plan: Plan }
  | {
      readonly kind: "mesh";
      readonly source: Source;
      readonly mesh: Mesh;
      readonly topology: Topology;
    }
  /** The file is wrong; everything that is wrong has been printed. */
  | { readonly kind: "refused" };

/** Reads a mesh file or a saved plan. Problems of a mesh file are printed here. */
export async function loadInput(files: Files, path: string, output: Output): Promise<Input> {
  const text = await files.read(path);
  if (isPlanFile(text)) return { kind: "plan", plan: decodePlan(text, path) };
  const source = sourceOf(path, text);
  const { mesh, topology, diagnostics } = loadMesh(source, { directory: directoryOf(path) });
  await report(diagnostics, source, output);
  return mesh === undefined || topology === undefined
    ? { kind: "refused" }
    : { kind: "mesh", source, mesh, topology };
}

/** Relative paths in a mesh file start at its folder; standard input has the working directory. */
function directoryOf(path: string): string {
  return path === "-" ? process.cwd() : dirname(resolve(path));
}

/** A plan from either kind of input; undefined where problems were printed. */
export async function planFrom(
  ports: Ports,
  input: Exclude<Input, { kind: "refused" }>,
  options: PlanOptions & { readonly contexts: Readonly<Record<string, string>> },
  output: Output,
): Promise<Plan | undefined> {
  if (input.kind === "plan") return input.plan;
  const mesh = withContexts(input.mesh, options.contexts);
  const { plan, diagnostics } = await planMesh(ports, { ...input, mesh }, options);
  await report(diagnostics, undefined, output);
  return hasErrors(diagnostics) ? undefined : plan;
}

function withContexts(mesh: Mesh, contexts: Readonly<Record<string, string>>): Mesh {
  const unknown = Object.keys(contexts).find(
    (name) => !mesh.clusters.some((cluster) => cluster.name === name),
  );
  if (unknown !== undefined) {
    const names = mesh.clusters.map((cluster) => cluster.name).join(", ");
    throw new UsageError(
      `--context names the cluster ${unknown}, which the mesh file does not have`,
      `its clusters are ${names}`,
    );
  }
  return {
    ...mesh,
    clusters: mesh.clusters.map((cluster) => ({
      ...cluster,
      context: contexts[cluster.name] ?? cluster.context,
    })),
  };
}

/** Problems and warnings go to stderr: stdout carries results. */
export async function report(
  diagnostics: readonly Diagnostic[],
  source: Source | undefined,
  output: Output,
): Promise<void> {
  const color = output.errorColor ? ansiPaint : plainPaint;
  await output.printError(printDiagnostics(diagnostics, source, { color, width: output.width }));
}
