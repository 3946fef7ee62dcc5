import { planMesh } from "../engine.ts";
import { hasErrors } from "../diagnostics/has-errors.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { PlanOptions } from "../engine/planning.ts";
import { planOffline } from "../engine/offline.ts";
import type { Plan } from "../planner/plan.ts";
import type { Ports } from "../ports.ts";
import type { Printable } from "../util/printable-text.ts";
import { atItsLine } from "./at-its-line.ts";
import { folderOf, type Input, reportText } from "./load-input.ts";
import type { Output } from "./output.ts";
import { withProgress } from "./plan-progress.ts";
import { withContexts } from "./with-contexts.ts";

export interface Made {
  readonly plan: Plan;
  /** What the plan warns of, with the lines of the mesh file; absent where that was printed, or is not known. */
  readonly warnings?: Printable;
}

/**
 * A plan from either kind of input; undefined where problems were printed.
 *
 * Warnings go to stderr, because stdout may be a file that nobody reads now. Where both are one place and the plan is printed
 * (`isPrinted`), they would stand there twice: they are handed out for the plan to print.
 */
export async function planFrom(
  ports: Ports,
  input: Exclude<Input, { kind: "refused" }>,
  options: PlanOptions & {
    readonly contexts: Readonly<Record<string, string>>;
    /** No cluster is asked: for what a plan says of actions alone. */
    readonly offline?: boolean;
    /** The plan is printed, in whatever format: each has its warnings. */
    readonly isPrinted?: boolean;
  },
  output: Output,
): Promise<Made | undefined> {
  if (input.kind === "plan") return { plan: withContexts(input.plan, options.contexts, "plan") };
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
  const told = (those: readonly Diagnostic[]): Printable =>
    reportText(those, input.source, output, mesh.clusters);
  if (plan === undefined || hasErrors(diagnostics)) {
    await output.printError(told(diagnostics));
    return undefined;
  }
  if (options.isPrinted !== true || !output.isOnePlace) {
    await output.printError(told(diagnostics));
    return { plan };
  }
  const isInPlan = ({ code, cluster, message }: Diagnostic): boolean =>
    plan.diagnostics.some(
      (one) => one.code === code && one.cluster === cluster && one.message === message,
    );
  await output.printError(told(diagnostics.filter((one) => !isInPlan(one))));
  return { plan, warnings: told(diagnostics.filter(isInPlan)) };
}
