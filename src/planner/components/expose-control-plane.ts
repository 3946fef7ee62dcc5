import type { KubeObject } from "../../kube/object.ts";
import { actionId } from "../action.ts";
import { gatewaySelector } from "./gateway-address.ts";
import { actionBase, needs, plainObject } from "./parts.ts";
import type { ComponentBuilder } from "./registry.ts";

/**
 * Lets remotes reach istiod through the east-west gateway: xDS and CA on 15012, the webhook on 15017, both TLS passthrough.
 *
 * Source: istio samples/multicluster/expose-istiod.yaml.
 */
export const exposeControlPlane: ComponentBuilder = (context) => {
  if (!context.topology.exposesControlPlane.includes(context.cluster.name)) return [];
  const { namespace } = context.mesh.istio;
  return [
    {
      ...actionBase(context, "expose-control-plane"),
      kind: "apply",
      needs: needs([
        actionId(context.cluster.name, "control-plane"),
        "the CRDs and the webhook that checks them",
      ]),
      objects: [
        istiodGateway(namespace, gatewaySelector(context, context.cluster)),
        istiodRoutes(namespace),
      ].map((object) => plainObject(context, object)),
    },
  ];
};

const server = (name: string, number: number) => ({
  port: { name, number, protocol: "tls" },
  tls: { mode: "PASSTHROUGH" },
  hosts: ["*"],
});

const istiodGateway = (
  namespace: string,
  selector: Readonly<Record<string, string>>,
): KubeObject => ({
  apiVersion: "networking.istio.io/v1",
  kind: "Gateway",
  metadata: { name: "istiod-gateway", namespace },
  spec: {
    selector,
    servers: [server("tls-istiod", 15012), server("tls-istiodwebhook", 15017)],
  },
});

const route = (namespace: string, port: number, to: number) => ({
  match: [{ port, sniHosts: ["*"] }],
  route: [{ destination: { host: `istiod.${namespace}.svc.cluster.local`, port: { number: to } } }],
});

const istiodRoutes = (namespace: string): KubeObject => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "istiod-vs", namespace },
  spec: {
    hosts: ["*"],
    gateways: ["istiod-gateway"],
    tls: [route(namespace, 15012, 15012), route(namespace, 15017, 443)],
  },
});
