import type { Component } from "../component.ts";
import type { DesiredAction } from "../../desired-action.ts";
import type { BuildContext } from "../build-context.ts";
import { servedNeeds } from "../links.ts";
import { INGRESS_NAME } from "../../names.ts";
import { deploymentOrDaemonSet } from "../installed/expected.ts";
import { actionBase, needs, renderedObjects } from "../parts.ts";
import { gatewayRequests } from "../gateway/requests.ts";
import { ingressOperator } from "./operator.ts";

/**
 * The ingress gateway that the default profile of istioctl adds to a primary: for requests from outside of the mesh.
 *
 * Its pods hold their whole configuration and start without the injector, unless their istiod runs in another cluster.
 * Nothing waits for the address of its load balancer: whether there is one is no question of the mesh.
 */
export const ingress: Component = {
  name: "ingress",
  purpose:
    "Runs the ingress gateway, through which requests from outside of the mesh come in; the mesh itself does not need it.",
  on: ({ mesh, cluster }) => mesh.istio.ingress === "default" && cluster.role === "primary",
  requests: (place) => gatewayRequests(place, "ingress", ingressOperator),
  isPlain: true,
  isApart: true,
  delivery: {
    order: 80,
    expects: (namespace) => [deploymentOrDaemonSet(namespace, INGRESS_NAME)],
    waits: () => [{ kind: "deployment-available", name: INGRESS_NAME }],
  },
  build,
};

function build(context: BuildContext): readonly DesiredAction[] {
  const { mesh } = context;
  return [
    {
      ...actionBase(context, "ingress"),
      kind: "apply",
      needs: needs(...servedNeeds(context, "the istiod that configures it")),
      objects: renderedObjects(context, "ingress"),
      waits: [
        {
          kind: "deployment-available",
          namespace: context.mesh.istio.namespace,
          name: INGRESS_NAME,
          timeoutSeconds: mesh.timeouts.readySeconds,
        },
      ],
    },
  ];
}
