import { planMesh } from "../engine.ts";
import { hasErrors } from "../diagnostics/has-errors.ts";
import type { PlanOptions } from "../engine/planning.ts";
import { planOffline } from "../engine/offline.ts";
import type { Plan } from "../planner/plan.ts";
import type { Ports } from "../ports.ts";
import { atItsLine } from "./at-its-line.ts";
import { folderOf, type Input, report } from "./load-input.ts";
import type { Output } from "./output.ts";
import { withProgress } from "./plan-progress.ts";
import { withContexts } from "./with-contexts.ts";

/** A plan from either kind of input; undefined where problems were printed. */
export async function planFrom(
  ports: Ports,
  input: Exclude<Input, { kind: "refused" }>,
  options: PlanOptions & {
    readonly contexts: Readonly<Record<string, string>>;
    /** No cluster is asked: for what a plan says of actions alone. */
    readonly offline?: boolean;
  },
  output: Output,
): Promise<Plan | undefined> {
  if (input.kind === "plan") return withContexts(input.plan, options.contexts, "plan");
  const mesh = withContexts(input.mesh, options.contexts, "mesh file");
  const planning = withProgress(output, (onStep) =>
    options.offline === true
      ? planOffline(ports, { ...input, mesh }, { folder: folderOf(input.source.path), onStep })
      : planMesh(
          ports,
          { ...input, mesh },
          { folder: folderOf(input.source.path), ...options, onStep },
        ),
  );
  const { plan, diagnostics } = await atItsLine(planning, { ...input, ...options });
  await report(diagnostics, input.source, output, mesh.clusters);
  return hasErrors(diagnostics) ? undefined : plan;
}
