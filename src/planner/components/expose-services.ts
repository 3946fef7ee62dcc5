import type { KubeObject } from "../../kube/object.ts";
import { actionId } from "../action.ts";
import { actionBase, needs, plainObject } from "./parts.ts";
import type { ComponentBuilder } from "./registry.ts";

/**
 * Opens port 15443 of every east-west gateway to mesh traffic. Only a primary has it: its istiod programs the gateways of
 * its remotes too, because the selector matches pods in all clusters it serves.
 *
 * Source: istio samples/multicluster/expose-services.yaml.
 */
export const exposeServices: ComponentBuilder = (context) => {
  if (!context.topology.exposesServices.includes(context.cluster.name)) return [];
  return [
    {
      ...actionBase(context, "expose-services"),
      kind: "apply",
      needs: needs([
        actionId(context.cluster.name, "control-plane"),
        "the CRDs and the webhook that checks them",
      ]),
      objects: [plainObject(context, crossNetworkGateway(context.mesh.istio.namespace))],
    },
  ];
};

const crossNetworkGateway = (namespace: string): KubeObject => ({
  apiVersion: "networking.istio.io/v1",
  kind: "Gateway",
  metadata: { name: "cross-network-gateway", namespace },
  spec: {
    selector: { istio: "eastwestgateway" },
    servers: [
      {
        port: { number: 15443, name: "tls", protocol: "TLS" },
        tls: { mode: "AUTO_PASSTHROUGH" },
        hosts: ["*.local"],
      },
    ],
  },
});
