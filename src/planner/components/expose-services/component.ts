import { gatewayResource } from "../installed/expected.ts";
import type { Component } from "../component.ts";
import type { DesiredAction } from "../../desired-action.ts";
import type { KubeObject } from "../../../kube/object.ts";
import type { BuildContext } from "../build-context.ts";
import { gatewaySelector } from "../gateway-address/component.ts";
import { servedNeeds } from "../links.ts";
import { actionBase, needs, plainObject } from "../parts.ts";

/**
 * Opens port 15443 of every east-west gateway to mesh traffic. Only a primary has it: its istiod programs the gateways of
 * its remotes too, because the selector matches pods in all clusters it serves.
 *
 * Source: istio samples/multicluster/expose-services.yaml.
 */
export const exposeServices: Component = {
  name: "expose-services",
  purpose:
    "Opens the services of the mesh to the other networks through the east-west gateway; mutual TLS passes it unopened.",
  on: ({ cluster, topology }) => topology.exposesServices.includes(cluster.name),
  delivery: {
    order: 91,
    expects: (namespace) => [[gatewayResource(namespace, "cross-network-gateway")]],
  },
  build,
};

function build(context: BuildContext): readonly DesiredAction[] {
  return [
    {
      ...actionBase(context, "expose-services"),
      kind: "apply",
      needs: needs(...servedNeeds(context, "the CRDs and the webhook that checks them")),
      objects: selectors(context).map(([name, selector]) =>
        plainObject(context, crossNetworkGateway(name, context.mesh.istio.namespace, selector)),
      ),
    },
  ];
}

/** One resource for all gateways that meshplan makes, and one for each gateway of others, whose pods have other labels. */
function selectors(
  context: BuildContext,
): readonly (readonly [name: string, selector: Readonly<Record<string, string>>])[] {
  const { mesh, topology, cluster } = context;
  const served = mesh.clusters.filter(
    (one) =>
      topology.controlledBy.get(one.name) === cluster.name &&
      topology.eastWestGateways.includes(one.name),
  );
  const own = served.filter((one) => one.gateway.service === undefined);
  const others = served.filter((one) => one.gateway.service !== undefined);
  return [
    ...(own.length === 0 ? [] : [["cross-network-gateway", { istio: "eastwestgateway" }] as const]),
    ...others.map(
      (one) => [`cross-network-gateway-${one.name}`, gatewaySelector(context, one)] as const,
    ),
  ];
}

const crossNetworkGateway = (
  name: string,
  namespace: string,
  selector: Readonly<Record<string, string>>,
): KubeObject => ({
  apiVersion: "networking.istio.io/v1",
  kind: "Gateway",
  metadata: { name, namespace },
  spec: {
    selector,
    servers: [
      {
        port: { number: 15443, name: "tls", protocol: "TLS" },
        tls: { mode: "AUTO_PASSTHROUGH" },
        hosts: ["*.local"],
      },
    ],
  },
});
