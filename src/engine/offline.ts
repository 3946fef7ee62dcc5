import { positionAt, type Source, type Span } from "../diagnostics/source.ts";
import { desiredUnasked } from "./desire.ts";
import type { PlanOutcome } from "./planning.ts";
import { refOf } from "../kube/object.ts";
import type { Mesh } from "../mesh/model.ts";
import type { Topology } from "../mesh/topology.ts";
import type { DesiredAction } from "../planner/desired-action.ts";
import { unaskedFacts } from "../planner/facts.ts";
import { makePlan } from "../planner/make-plan.ts";
import { type Observation, observationKey } from "../planner/observed.ts";
import { planFrame } from "../planner/plan-frame.ts";
import type { OnStep } from "../planner/plan-step.ts";
import { unreadTrust } from "../planner/trust.ts";
import type { Ports } from "../ports.ts";

/**
 * The plan for empty clusters, from the file alone: for what a plan says of actions and what each needs. No cluster is asked,
 * and where no fitting istioctl is found the outline renders. Never for apply, and never saved.
 */
export async function planOffline(
  ports: Pick<Ports, "manifests">,
  read: { readonly source: Source; readonly mesh: Mesh; readonly topology: Topology },
  { folder, onStep }: { readonly folder: string; readonly onStep?: OnStep },
): Promise<PlanOutcome> {
  const { mesh, source } = read;
  const lineOf = (span: Span): number => positionAt(source, span.start).line;
  const { renderer, desired, problems } = await desiredUnasked(ports, read, {
    outline: true,
    onStep,
    lineOf: ({ at }) => lineOf(at),
  });
  const frame = planFrame({
    mesh,
    file: source.path,
    folder,
    renderer,
    facts: mesh.clusters.map(({ name }) => unaskedFacts(name)),
    trust: unreadTrust(mesh),
    lineOf,
    readOnly: true,
    diagnostics: problems,
  });
  const made = makePlan(frame, desired, new Map(desired.flatMap(nothingThere)));
  return { plan: made.plan, diagnostics: [...problems, ...made.problems] };
}

function nothingThere(action: DesiredAction): readonly (readonly [string, Observation])[] {
  const { cluster, delivery, objects } = action;
  return objects.map(({ body }) => [
    observationKey(cluster, refOf(body)),
    delivery?.mode === "render"
      ? { kind: "others", sent: body, differs: [] }
      : { kind: "absent", sent: body },
  ]);
}
