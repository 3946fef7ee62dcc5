import { type ObjectRef, refOf } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";
import type { Wait } from "./action.ts";
import type { DesiredAction } from "./desired.ts";
import { observationKey, type Observed } from "./observed.ts";

/** Verbs of RBAC, in the order people read them. */
export const VERBS = ["get", "list", "watch", "create", "patch"] as const;
export type Verb = (typeof VERBS)[number];

/** One request that an API server may refuse, as its authorizer sees it. */
export interface Right {
  readonly verb: Verb;
  readonly object: ObjectRef;
}

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
  const all = new Map<ClusterName, Right[]>();
  if (!changesAnything(observed)) return all;
  for (const action of actions) {
    const rights = all.get(action.cluster) ?? [];
    rights.push(
      ...action.objects.flatMap(({ body }) => unprovenWrite(action, refOf(body), observed)),
    );
    rights.push(...action.waits.flatMap(ofWait));
    all.set(action.cluster, rights);
  }
  return all;
}

function changesAnything(observed: Observed): boolean {
  return [...observed.values()].some(({ kind }) => kind === "absent" || kind === "changed");
}

function unprovenWrite(
  { cluster }: DesiredAction,
  object: ObjectRef,
  observed: Observed,
): readonly Right[] {
  const seen = observed.get(observationKey(cluster, object));
  return seen?.kind === "absent" && seen.result === undefined
    ? SERVER_SIDE_APPLY.map((verb) => ({ verb, object }))
    : [];
}

/** One that creates is authorised twice, as a patch and as a creation; the object is read before. */
const SERVER_SIDE_APPLY: readonly Verb[] = ["get", "create", "patch"];
