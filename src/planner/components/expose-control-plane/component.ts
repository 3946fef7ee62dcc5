import { gatewayResource } from "../installed/expected.ts";
import type { Component } from "../component.ts";
import type { DesiredAction } from "../../desired-action.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { hostNameOf } from "../../../mesh/host-name.ts";
import { revisionsOf } from "../../../mesh/revisions.ts";
import type { BuildContext } from "../build-context.ts";

import { gatewaySelector } from "../gateway-address/component.ts";
import { controlPlaneNeeds } from "../links.ts";
import { actionBase, needs, plainObject } from "../parts.ts";

/**
 * Lets remotes reach istiod through the east-west gateway: xDS and CA on 15012, the webhook on 15017, both TLS passthrough.
 *
 * Source: istio samples/multicluster/expose-istiod.yaml.
 */
export const exposeControlPlane: Component = {
  name: "expose-control-plane",
  purpose:
    "Leads connections of remote clusters through the east-west gateway to istiod and its webhooks, without opening them.",
  // The Service of a host leads to istiod without a gateway.
  on: ({ cluster, topology }) =>
    cluster.role !== "host" && topology.exposesControlPlane.includes(cluster.name),
  delivery: { order: 90, expects: (namespace) => [[gatewayResource(namespace, "istiod-gateway")]] },
  build,
};

function build(context: BuildContext): readonly DesiredAction[] {
  const { namespace } = context.mesh.istio;
  return [
    {
      ...actionBase(context, "expose-control-plane"),
      kind: "apply",
      needs: needs(
        ...controlPlaneNeeds(
          context.mesh,
          context.cluster.name,
          "the CRDs and the webhook that checks them",
        ),
      ),
      objects: [
        istiodGateway(namespace, gatewaySelector(context, context.cluster)),
        ...routes(context),
      ].map((object) => plainObject(context, object)),
    },
  ];
}

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

/**
 * One way for everything where there is one istiod; with named revisions the name in the TLS handshake tells which istiod is
 * meant, so none may take every name.
 *
 * Source: istio samples/multicluster/expose-istiod-rev.yaml.tmpl.
 */
function routes({ mesh, cluster }: BuildContext): readonly KubeObject[] {
  const { namespace } = mesh.istio;
  const host = hostNameOf(cluster);
  return revisionsOf(mesh, cluster.name)
    .map(({ name }) => {
      if (name === "") return istiodRoutes("istiod-vs", `istiod.${namespace}.svc`, ["*"]);
      const istiod = `istiod-${name}.${namespace}.svc`;
      const names = [istiod, `${istiod}.cluster.local`, ...(host === undefined ? [] : [host])];
      return istiodRoutes(`istiod-vs-${name}`, istiod, names);
    })
    .map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }));
}

function istiodRoutes(name: string, istiod: string, sniHosts: readonly string[]): KubeObject {
  const route = (port: number, to: number) => ({
    match: [{ port, sniHosts }],
    route: [{ destination: { host: `${istiod}.cluster.local`, port: { number: to } } }],
  });
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name },
    spec: {
      hosts: ["*"],
      gateways: ["istiod-gateway"],
      tls: [route(15012, 15012), route(15017, 443)],
    },
  };
}
