import { type AccessRequest, accessTo } from "../kube/access-request.ts";
import { isMap, type KubeObject, refOf } from "../kube/object.ts";
import type { Mesh } from "../mesh/model.ts";
import type { Wait } from "./action.ts";
import type { DesiredAction } from "./desired-action.ts";
import { LOCK_RIGHTS } from "./lock.ts";
import { possibleWaits } from "./components/installed/waits.ts";

/**
 * What a read-only plan asks for: the facts, and every object of the mesh. The rights in Istio's namespace are for every name,
 * because a change of the file brings others and none of it is secret; elsewhere they are for what is read. Secrets are those that
 * have a name, if any: to list Secrets is to read them all.
 */
export function grantsOfPlan(
  mesh: Mesh,
  actions: readonly DesiredAction[],
  facts: readonly AccessRequest[],
  secrets: boolean,
): readonly AccessRequest[] {
  return [...facts, ...readsOf(actions)].flatMap((grant): readonly AccessRequest[] => {
    const { name, ...everyName } = grant;
    if (grant.resource === "secrets") return secrets && name !== undefined ? [grant] : [];
    const isElsewhere = ![undefined, mesh.istio.namespace].includes(grant.namespace);
    return [isElsewhere ? grant : everyName];
  });
}

/**
 * What an apply asks for: all of a plan, to write every object by its name, what its waits look at, and the lock. Lists and watches
 * are of all names, because most are selected by labels.
 */
export function grantsOfApply(
  mesh: Mesh,
  actions: readonly DesiredAction[],
  facts: readonly AccessRequest[],
  ofWait: (wait: Wait) => readonly AccessRequest[],
): readonly AccessRequest[] {
  const written = actions.filter(({ delivery }) => delivery === undefined);
  return [
    ...facts,
    ...readsOf(actions),
    ...written.flatMap(({ objects }) => objects.flatMap(({ body }) => rightsToWrite(body))),
    ...actions.flatMap((action) =>
      [...action.waits, ...possibleWaits(mesh, action)].flatMap(ofWait),
    ),
    ...LOCK_RIGHTS.map(({ verb, object }) => accessTo(verb, object)),
  ];
}

function readsOf(actions: readonly DesiredAction[]): readonly AccessRequest[] {
  return actions.flatMap(({ objects }) => objects.map(({ body }) => accessTo("get", refOf(body))));
}

/** A server-side apply that creates is authorised twice, as a patch and as a creation, both with the name. */
function rightsToWrite(body: KubeObject): readonly AccessRequest[] {
  const ref = refOf(body);
  return [accessTo("create", ref), accessTo("patch", ref), ...escalation(body)];
}

const RBAC = "rbac.authorization.k8s.io/v1";

/**
 * Whoever writes a role must hold every right in it, or `escalate` for it; whoever binds one, or `bind`. Istio's roles hold
 * rights that no sensible account holds itself.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
 */
function escalation(body: KubeObject): readonly AccessRequest[] {
  const { kind, metadata } = body;
  if (kind === "ClusterRole" || kind === "Role") return [accessTo("escalate", refOf(body))];
  const role = body["roleRef"];
  if (!/^(Cluster)?RoleBinding$/.test(kind) || !isMap(role)) return [];
  const [of, name] = [role["kind"], role["name"]];
  if (typeof of !== "string" || typeof name !== "string") return [];
  const { namespace } = metadata;
  const isLocal = of === "Role" && namespace !== undefined;
  return [
    accessTo("bind", { apiVersion: RBAC, kind: of, name, ...(isLocal ? { namespace } : {}) }),
  ];
}
