import { outputNamed } from "../planner/outputs.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { isAsPlanned } from "../kube/as-planned.ts";
import { type KubeObject, refText } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";
import type { Action } from "../planner/action.ts";
import type { Change } from "../planner/change.ts";
import { seenHash } from "../planner/delivered.ts";
import { deferredIn, fillDeferred } from "../planner/deferred.ts";
import type { ReachableFacts } from "../planner/facts.ts";
import type { Plan } from "../planner/plan.ts";
import { FIELD_MANAGER } from "../kube/field-manager.ts";
import { countSteps, type OnStep } from "../planner/plan-step.ts";
import {
  bodyOf,
  recheckChange,
  type Seen,
  type SeenObject,
  staleIdentity,
  staleObject,
  staleOthers,
  staleRoot,
} from "../planner/recheck.ts";
import { toSend } from "../planner/to-send.ts";
import { rootsOf } from "../planner/trust.ts";
import type { ClusterClient } from "../ports.ts";

export interface Rechecked {
  /** What moved since the plan; anything here means exit 4 and no write. */
  readonly stale: readonly Diagnostic[];
  /** What stops the apply although the plan holds: clusters that did not answer, rights that are missing. No write either. */
  readonly refused: readonly Diagnostic[];
  /** Changes that need no write, as `ACTION OBJECT`. */
  readonly done: ReadonlySet<string>;
  /** What fresh changes of present objects found, by the same key. In memory only: data of Secrets is in the hashes. */
  readonly seen: ReadonlyMap<string, SeenObject>;
}

interface RecheckOptions {
  /** sha256 of the root that an earlier run of this plan made. */
  readonly made?: string | undefined;
  readonly onStep?: OnStep | undefined;
}

/** Looks at everything a plan was made from once more, just before the first write. Never writes. */
export async function recheckPlan(
  plan: Plan,
  facts: ReadonlyMap<ClusterName, ReachableFacts>,
  client: (cluster: ClusterName) => ClusterClient,
  { made, onStep }: RecheckOptions = {},
): Promise<Rechecked> {
  const moved = plan.clusters
    .filter((cluster) => facts.get(cluster.name)?.identity !== cluster.identity)
    .map((cluster) => staleIdentity(cluster.name, cluster.context));
  moved.push(...movedRoots(plan, facts), ...movedOthers(plan, facts));
  if (moved.length > 0) return { stale: moved, refused: [], done: new Set(), seen: new Map() };
  const roots = rootsOf(plan, made);
  const stale: Diagnostic[] = [];
  const done = new Set<string>();
  const seen = new Map<string, SeenObject>();
  const total = plan.actions.reduce((sum, { changes }) => sum + changes.length, 0);
  const counted = countSteps("recheck", total, onStep);
  const looks = plan.actions.flatMap((action) =>
    action.changes.map(async (change) => {
      const hasNamespace = facts.get(action.cluster)?.namespace !== undefined;
      const on = { plan, action, change, facts, roots, hasNamespace };
      const found = await counted(look(client(action.cluster), on));
      const state = recheckChange(plan, change, found);
      const key = `${action.id} ${refText(change.object)}`;
      if (state.state === "stale") stale.push(staleObject(action, change, state.reason));
      else if (state.state === "done") done.add(key);
      else if (state.seen !== undefined) seen.set(key, state.seen);
    }),
  );
  await Promise.all(looks);
  return { stale, refused: [], done, seen };
}

function movedRoots(
  plan: Plan,
  facts: ReadonlyMap<ClusterName, ReachableFacts>,
): readonly Diagnostic[] {
  const planned = plan.trust?.roots.join(" ");
  if (planned === undefined) return [];
  return [...facts.values()].flatMap(({ cluster, signing }) => {
    if (signing === undefined) return [];
    const roots = signing.problem === undefined ? signing.roots.join(" ") : undefined;
    return roots === planned ? [] : [staleRoot(cluster)];
  });
}

/** What others delivered has to be what was checked: nothing is joined to anything else. */
function movedOthers(
  plan: Plan,
  facts: ReadonlyMap<ClusterName, ReachableFacts>,
): readonly Diagnostic[] {
  return plan.actions.flatMap(({ cluster, component, delivery }) => {
    if (delivery?.mode !== "external") return [];
    const { installed = {} } = facts.get(cluster) ?? {};
    return seenHash(installed, component) === delivery.seen
      ? []
      : [staleOthers(cluster, component, delivery.by)];
  });
}

interface Look {
  readonly plan: Plan;
  readonly action: Action;
  readonly change: Change;
  readonly facts: ReadonlyMap<ClusterName, ReachableFacts>;
  /** sha256 of the roots that a CA must lead to. */
  readonly roots: readonly string[];
  readonly hasNamespace: boolean;
}

async function look(client: ClusterClient, at: Look): Promise<Seen> {
  const namespaced = at.change.object.namespace !== undefined;
  if (namespaced && !at.hasNamespace) return { asPlanned: false };
  const live = await client.get(at.change.object);
  if (live === undefined) return { asPlanned: false };
  const filled = filledBody(at);
  if (filled === undefined) return { live, asPlanned: false };
  const body = toSend(filled, live);
  const asPlanned = await isAsPlanned(live, body, FIELD_MANAGER, (sent, options) =>
    client.apply(sent, options),
  );
  return { live, asPlanned };
}

/** The body with what is live now in its holes; undefined while a value is still missing. */
function filledBody(at: Look): KubeObject | undefined {
  const body = bodyOf(at.plan, at.change);
  const filled = fillDeferred(body, (ref) =>
    outputNamed(ref.output).live?.({ ...at, ref, body }),
  ) as KubeObject;
  return deferredIn(filled).length === 0 ? filled : undefined;
}
