import { actionId } from "../action.ts";
import { ambientGateway } from "./ambient-gateway.ts";
import { GATEWAY_NAME } from "../names.ts";
import { servedNeeds } from "./links.ts";
import { actionBase, needs, plainObject } from "./parts.ts";
import type { ComponentBuilder } from "../build-context.ts";

/**
 * The east-west gateway's pods. Their image is `auto`: without a working injector they are created broken and stay so,
 * which is why a remote's gateway waits until the primary's istiod has attached the cluster.
 */
export const gateway: ComponentBuilder = (context) => {
  const { cluster } = context;
  if (!context.topology.eastWestGateways.includes(cluster.name)) return [];
  if (cluster.gateway.service !== undefined) return [];
  if (context.mesh.mode === "ambient") return [ambientGateway(context)];
  const injectors = servedNeeds(context, "the injector that completes its pods");
  const address = [actionId(cluster.name, "gateway-address"), "its Service"] as const;
  const timeoutSeconds = context.mesh.timeouts.readySeconds;
  return [
    {
      ...actionBase(context, "gateway"),
      kind: "apply",
      needs: needs(...injectors, address),
      objects: context.gateway
        .filter((object) => object.kind !== "Service")
        .map((object) => plainObject(context, object)),
      waits: [
        {
          kind: "deployment-available",
          namespace: context.mesh.istio.namespace,
          name: GATEWAY_NAME,
          timeoutSeconds,
        },
      ],
    },
  ];
};
