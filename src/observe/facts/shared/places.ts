import type { Subject } from "../fact.ts";
import { gatewayNameOf } from "../../../planner/names.ts";
import type { ObjectRef } from "../../../kube/object.ts";

/** Objects that several facts are read from. */
export const SYSTEM: ObjectRef = { apiVersion: "v1", kind: "Namespace", name: "kube-system" };

/** The Service by which others reach a cluster. */
export function gatewayRef({ namespace, role, gatewayService }: Subject): ObjectRef {
  const place = gatewayService ?? { namespace, name: gatewayNameOf(role) };
  return { apiVersion: "v1", kind: "Service", ...place };
}
