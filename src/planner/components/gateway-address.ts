import { actionId } from "../action.ts";
import { gatewayServiceOf, knownAddress } from "../known-address.ts";
import { actionBase, needs } from "./parts.ts";
import type { ComponentBuilder } from "./registry.ts";
import { GATEWAY_NAME } from "../plan.ts";

/**
 * The Service of the east-west gateway, apart from its Deployment: the load balancer is made while istiod starts,
 * and the Service outlives every change of the gateway's pods.
 */
export const gatewayAddress: ComponentBuilder = (context) => {
  if (!context.topology.eastWestGateways.includes(context.cluster.name)) return [];
  const service = gatewayServiceOf(context.mesh, context.cluster, context.gateway);
  const expected = knownAddress(context.cluster, context.facts);
  const leadsToControlPlane = context.topology.exposesControlPlane.includes(context.cluster.name);
  const wait = {
    kind: "load-balancer-address",
    namespace: context.mesh.istio.namespace,
    name: GATEWAY_NAME,
    timeoutSeconds: context.mesh.timeouts.addressSeconds,
    ...(expected === undefined ? {} : { expected }),
    ...(leadsToControlPlane ? {} : ({ hostNameIsFine: true } as const)),
  } as const;
  return [
    {
      ...actionBase(context, "gateway-address"),
      kind: "apply",
      needs: needs([actionId(context.cluster.name, "namespace"), "its namespace"]),
      provides: ["address"],
      objects: [{ body: service, filled: service, secret: false }],
      waits: [wait],
    },
  ];
};
