import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { lastingOwners } from "../kube/changes-nothing.ts";
import { type KubeObject, refText } from "../kube/object.ts";
import type { Action } from "./action.ts";
import type { Change } from "./change.ts";
import { ownedHash, ownedHashWithSecrets } from "./digest.ts";
import type { Plan } from "./plan.ts";

/** One planned change against the cluster as it is now. */
export interface Seen {
  readonly live?: KubeObject;
  /** Sending the body, holes filled, would change nothing. */
  readonly asPlanned: boolean;
}

/** A live object that a change is about to be written to. The write names its version; a later look is compared with it. */
export interface SeenObject {
  readonly resourceVersion: string;
  /** Hash of the live values of the fields meshplan owns or writes, data of Secrets included: never for a file. */
  readonly owned: string;
  /** Who owns which fields: whoever takes fields by force must take them from those who were reviewed. */
  readonly owners: readonly string[];
}

type ChangeState =
  /** Everything the plan was made from still holds. `seen`: absent for what is absent, and for what is not written. */
  | { readonly state: "fresh"; readonly seen?: SeenObject }
  /** Already as planned: an earlier run of the same plan wrote it. */
  | { readonly state: "done" }
  | { readonly state: "stale"; readonly reason: string };

/** Judges one change. Pure; what "as planned" means was settled by the observer. */
export function recheckChange(plan: Plan, change: Change, seen: Seen): ChangeState {
  const { precondition } = change;
  const { live } = seen;
  if (live === undefined)
    return precondition.absent ? { state: "fresh" } : { state: "stale", reason: "is gone" };
  if (precondition.absent)
    return seen.asPlanned
      ? { state: "done" }
      : { state: "stale", reason: "has appeared since the plan" };
  if (live.metadata.uid !== precondition.uid)
    return { state: "stale", reason: "was deleted and made again" };
  if (seen.asPlanned)
    return precondition.ownedHash === change.body ? { state: "fresh" } : { state: "done" };
  // Asked last: the hash masks the data of Secrets, so one that was written already looks as it did before.
  return ownedHash(live, bodyOf(plan, change)) === precondition.ownedHash
    ? freshObject(live, bodyOf(plan, change))
    : { state: "stale", reason: "has other values in fields of the plan" };
}

function freshObject(live: KubeObject, body: KubeObject): ChangeState {
  const seen = seenObject(live, body);
  return seen === undefined
    ? { state: "stale", reason: "has no resourceVersion, so nothing can be written to it safely" }
    : { state: "fresh", seen };
}

/** What a write to a live object goes by; undefined where the server tells no version. `body` is as in the plan, holes included. */
export function seenObject(live: KubeObject, body: KubeObject): SeenObject | undefined {
  const { resourceVersion = "" } = live.metadata;
  if (resourceVersion === "") return undefined;
  return { resourceVersion, owned: ownedHashWithSecrets(live, body), owners: lastingOwners(live) };
}

/** The body of a change, holes included. */
export function bodyOf(plan: Plan, change: Pick<Change, "object" | "body">): KubeObject {
  const body = plan.bodies.get(change.body);
  if (body === undefined)
    throw new Error(`internal: the plan has no body for ${refText(change.object)}`);
  return body;
}

export function staleObject(action: Action, change: Change, reason: string): Diagnostic {
  return {
    code: "MP0510",
    message: `the object ${reason}`,
    help: "plan again and review what is new",
    cluster: action.cluster,
    object: change.object,
  };
}

export function staleRoot(cluster: string): Diagnostic {
  return {
    code: "MP0510",
    message: "the root certificates of the Secret cacerts are not those that were planned",
    help: "plan again and review what is new",
    cluster,
  };
}

export function staleOthers(cluster: string, component: string, by = "others"): Diagnostic {
  return {
    code: "MP0510",
    message: `the ${component} that ${by} delivered is not as it was checked`,
    help: "plan again: what is there is checked once more",
    cluster,
  };
}

export function staleKey(path: string, found: string): Diagnostic {
  return {
    code: "MP0510",
    message: `${path} ${found}`,
    help: "plan again and review what is new",
  };
}

export function staleIdentity(cluster: string, context: string): Diagnostic {
  return {
    code: "MP0510",
    message: `context ${context} leads to another cluster than the one that was planned`,
    help: "select the right kubeconfig, or plan again",
    cluster,
  };
}
