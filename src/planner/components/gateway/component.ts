import type { Component } from "../component.ts";
import type { DesiredAction } from "../../desired-action.ts";
import type { BuildContext } from "../build-context.ts";
import { actionId } from "../../action.ts";
import { ambientGateway } from "./ambient-gateway.ts";
import { GATEWAY_NAME } from "../../names.ts";
import { servedNeeds } from "../links.ts";
import { deploymentOrDaemonSet } from "../installed/expected.ts";
import { actionBase, needs, renderedObjects } from "../parts.ts";
import { gatewayOperator } from "./operator.ts";
import { gatewayRequests } from "./requests.ts";

/**
 * The east-west gateway's pods. Their image is `auto`: without a working injector they are created broken and stay so,
 * which is why a remote's gateway waits until the primary's istiod has attached the cluster.
 */
export const gateway: Component = {
  name: "gateway",
  purpose:
    "Runs the east-west gateway: the only door through which the other networks reach the services of this cluster.",
  on: ({ cluster, topology }) =>
    topology.eastWestGateways.includes(cluster.name) && cluster.gateway.service === undefined,
  requests: (place) =>
    // istiod makes it in ambient mode.
    place.mesh.mode === "ambient" ? [] : gatewayRequests(place, "gateway", gatewayOperator),
  isPlain: true,
  delivery: {
    order: 70,
    expects: (namespace) => [deploymentOrDaemonSet(namespace, GATEWAY_NAME)],
    waits: () => [{ kind: "deployment-available", name: GATEWAY_NAME }],
  },
  build,
};

function build(context: BuildContext): readonly DesiredAction[] {
  const { cluster } = context;
  if (context.mesh.mode === "ambient") return [ambientGateway(context)];
  const injectors = servedNeeds(context, "the injector that completes its pods");
  const address = [actionId(cluster.name, "gateway-address"), "its Service"] as const;
  const timeoutSeconds = context.mesh.timeouts.readySeconds;
  return [
    {
      ...actionBase(context, "gateway"),
      kind: "apply",
      needs: needs(...injectors, address),
      objects: renderedObjects(context, "gateway"),
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
}
