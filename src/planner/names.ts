import type { Cluster } from "../mesh/model.ts";

/** Label of every object that meshplan writes; its value is the id of the mesh. Source: KEP-3659. */
export const PART_OF_LABEL = "applyset.kubernetes.io/part-of";
export const CREATED_BY_ANNOTATION = "meshplan.dev/created-by";
export const GATEWAY_NAME = "istio-eastwestgateway";
export const INGRESS_NAME = "istio-ingressgateway";
/** The Service by which other clusters reach the istiod that runs in a host. */
export const EXTERNAL_NAME = "istiod-external";

/** The Service by which other clusters reach a cluster of this role. */
export function gatewayNameOf(role: Cluster["role"]): string {
  return role === "host" ? EXTERNAL_NAME : GATEWAY_NAME;
}
