import type { ObjectRef } from "../kube/object.ts";
import type { Right } from "./right.ts";

/**
 * The one lock of a cluster, whatever the mesh. In `default`, which every cluster has and which outlives Istio's namespace. It
 * belongs to no mesh and carries no part-of label.
 */
export const LOCK: ObjectRef = {
  apiVersion: "coordination.k8s.io/v1",
  kind: "Lease",
  namespace: "default",
  name: "meshplan",
};

/** What an apply asks of each cluster for its lock. */
export const LOCK_RIGHTS: readonly Right[] = (["get", "create", "patch"] as const).map((verb) => ({
  verb,
  object: LOCK,
}));
