import type { ObjectRef } from "../kube/object.ts";

/** Verbs of RBAC, in the order people read them. */
export const VERBS = ["get", "list", "watch", "create", "patch"] as const;
export type Verb = (typeof VERBS)[number];

/** One request that an API server may refuse, as its authorizer sees it. */
export interface Right {
  readonly verb: Verb;
  readonly object: ObjectRef;
}
