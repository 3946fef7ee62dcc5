import type { Right, Verb } from "./right.ts";
import { type ObjectRef, refOf } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";
import type { Action, Wait } from "./action.ts";
import type { Change } from "./change.ts";
import type { DesiredAction } from "./desired-action.ts";
import { type Observation, observationKey, type Observed } from "./observed.ts";
import { LOCK_RIGHTS } from "./lock.ts";
import type { Plan } from "./plan.ts";

/**
 * What an apply will ask of each cluster and no request of the plan has proven: writes that no dry run could stand for,
 * because their namespace or their definition is not there yet, and what the waits look at. Empty where nothing changes,
 * which keeps the plan that is made most often short.
 */
export function unprovenRights(
  actions: readonly DesiredAction[],
  observed: Observed,
  ofWait: (wait: Wait) => readonly Right[],
): ReadonlyMap<ClusterName, readonly Right[]> {
  if (!changesAnything(observed)) return new Map();
  return joined(
    actions.map((action) => [
      action.cluster,
      [
        ...(action.objects.length === 0 ? [] : LOCK_RIGHTS),
        ...action.objects.flatMap(({ body }) => unprovenWrite(action, refOf(body), observed)),
        ...action.waits.flatMap(ofWait),
      ],
    ]),
  );
}

const CHANGES: ReadonlySet<Observation["kind"]> = new Set(["absent", "changed", "refused"]);

function changesAnything(observed: Observed): boolean {
  return [...observed.values()].some(({ kind }) => CHANGES.has(kind));
}

function unprovenWrite(
  { cluster }: DesiredAction,
  object: ObjectRef,
  observed: Observed,
): readonly Right[] {
  const seen = observed.get(observationKey(cluster, object));
  if (seen?.kind !== "absent" && seen?.kind !== "refused") return [];
  // A dry run that creates, or is refused, came before any read.
  const isUntried = seen.kind === "absent" && seen.result === undefined;
  const verbs: readonly Verb[] = isUntried ? SERVER_SIDE_APPLY : ["get"];
  return verbs.map((verb) => ({ verb, object }));
}

/** What the rest of a plan asks of each cluster: its writes, and what its waits look at. Empty where nothing is left. */
export function rightsOfApply(
  plan: Plan,
  pending: (action: Action) => readonly Change[],
  ofWait: (wait: Wait) => readonly Right[],
): ReadonlyMap<ClusterName, readonly Right[]> {
  const writes = plan.actions.flatMap((action) =>
    pending(action).map((change) => [action.cluster, rightsOfChange(change)] as const),
  );
  if (writes.length === 0) return new Map();
  // Held already, and renewed as long as the apply runs.
  const locks = plan.actions.map(
    ({ cluster, changes }) => [cluster, changes.length === 0 ? [] : LOCK_RIGHTS] as const,
  );
  const waits = plan.actions.map(({ cluster, waits }) => [cluster, waits.flatMap(ofWait)] as const);
  return joined([...locks, ...writes, ...waits]);
}

function rightsOfChange({ object, precondition }: Change): readonly Right[] {
  const verbs: readonly Verb[] = precondition.absent ? SERVER_SIDE_APPLY : ["get", "patch"];
  return verbs.map((verb) => ({ verb, object }));
}

function joined(
  all: readonly (readonly [ClusterName, readonly Right[]])[],
): ReadonlyMap<ClusterName, readonly Right[]> {
  const found = new Map<ClusterName, Right[]>();
  for (const [cluster, rights] of all) {
    const known = found.get(cluster) ?? [];
    known.push(...rights);
    found.set(cluster, known);
  }
  return found;
}

/** One that creates is authorised twice, as a patch and as a creation; the object is read before. */
const SERVER_SIDE_APPLY: readonly Verb[] = ["get", "create", "patch"];
