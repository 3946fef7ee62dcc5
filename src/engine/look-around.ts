import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { bindWait } from "../executors/waits/index.ts";
import { missingRights } from "../observe/missing-rights.ts";
import { observe } from "../observe/observe.ts";
import type { DesiredAction } from "../planner/desired-action.ts";
import { partOf } from "../planner/marks.ts";
import type { Observed } from "../planner/observed.ts";
import type { Plan } from "../planner/plan.ts";
import { unprovenRights } from "../planner/rights.ts";
import { clientOf } from "./clients.ts";
import type { Gathered } from "./gather.ts";
import { findLeftovers } from "./leftovers.ts";
import type { PlanOptions } from "./planning.ts";
import { findPullSecrets } from "./pull-secrets.ts";

interface LookedAround {
  readonly observed: Observed;
  /** What no action names. */
  readonly left: Pick<Plan, "leftovers" | "unlisted">;
  /** What is known by now. */
  readonly gathered: Gathered;
}

/** Stage 10: every desired object as its cluster has it, what the clusters have of the mesh besides, and what nodes pull images by. */
export async function lookAround(
  gathered: Gathered,
  desired: readonly DesiredAction[],
  { readOnly = false, onStep }: PlanOptions,
): Promise<LookedAround> {
  const { mesh, facts, clients } = gathered;
  const client = (cluster: string) => clientOf(clients, cluster);
  const [observed, left, looked] = await Promise.all([
    observe({
      part: partOf(mesh),
      actions: desired,
      facts,
      client,
      clusters: mesh.clusters,
      readOnly,
      onStep,
    }),
    findLeftovers({ ...gathered, desired, client }),
    findPullSecrets({ desired, client }),
  ]);
  const { leftovers = [] } = left;
  return { observed, left, gathered: { ...gathered, looked, leftovers } };
}

/** What may not be done of what no dry run has proven. It is nobody's question in a plan that cannot be applied. */
export async function deniedRights(
  { clients }: Gathered,
  desired: readonly DesiredAction[],
  observed: Observed,
  { readOnly = false }: PlanOptions,
): Promise<readonly Diagnostic[]> {
  const rights = readOnly
    ? new Map()
    : unprovenRights(desired, observed, (wait) => bindWait(wait).asks);
  return await missingRights(rights, (cluster) => clientOf(clients, cluster));
}
