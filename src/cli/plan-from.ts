import { hasErrors, planMesh, type PlanOptions } from "../engine.ts";
import type { Mesh } from "../mesh/model.ts";
import type { Plan } from "../planner/plan.ts";
import type { Ports } from "../ports.ts";
import { type Input, report } from "./load-input.ts";
import type { Output } from "./output.ts";
import { withProgress } from "./plan-progress.ts";
import { UsageError } from "./usage-error.ts";

/** A plan from either kind of input; undefined where problems were printed. */
export async function planFrom(
  ports: Ports,
  input: Exclude<Input, { kind: "refused" }>,
  options: PlanOptions & { readonly contexts: Readonly<Record<string, string>> },
  output: Output,
): Promise<Plan | undefined> {
  if (input.kind === "plan") {
    if (Object.keys(options.contexts).length === 0) return input.plan;
    throw new UsageError(
      "a saved plan names its contexts itself, so --context cannot change them",
      "plan again with --context",
    );
  }
  const mesh = withContexts(input.mesh, options.contexts);
  const { plan, diagnostics } = await withProgress(output, (onStep) =>
    planMesh(ports, { ...input, mesh }, { ...options, onStep }),
  );
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
