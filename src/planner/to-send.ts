import type { KubeObject } from "../kube/object.ts";
import { yieldRuntimeOwned } from "../kube/runtime-owned.ts";
import { withHonestOrigin } from "./marks.ts";
import { FIELD_MANAGER } from "../kube/field-manager.ts";

/** The body for the object as it is now: runtime-owned fields and an untrue origin are left out. */
export function toSend(wanted: KubeObject, live: KubeObject | undefined): KubeObject {
  return withHonestOrigin(yieldRuntimeOwned(wanted, live, FIELD_MANAGER), live);
}
