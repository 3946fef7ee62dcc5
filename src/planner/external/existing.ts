import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { type ObjectRef, refText } from "../../kube/object.ts";
import type { Deliverable } from "../../mesh/delivery.ts";
import type { InstalledObject } from "../installed.ts";
import { GATEWAY_NAME, INGRESS_NAME } from "../names.ts";
import type { CheckContext } from "./check-context.ts";
import { missing } from "./missing.ts";

const deployment = (namespace: string, name: string): ObjectRef => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  namespace,
  name,
});
const daemonSet = (namespace: string, name: string): ObjectRef => ({
  ...deployment(namespace, name),
  kind: "DaemonSet",
});
const gatewayResource = (namespace: string, name: string): ObjectRef => ({
  apiVersion: "networking.istio.io/v1",
  kind: "Gateway",
  namespace,
  name,
});

/**
 * Components of which no more is known than the object that makes them up: each list names objects of which one has to be
 * there. The other components are looked at more closely.
 */
export const EXISTING: {
  readonly [
    C in Exclude<Deliverable, "namespace" | "control-plane" | "gateway-address" | "tags">
  ]: (namespace: string) => readonly (readonly ObjectRef[])[];
} = {
  "gateway-api": () => [
    [
      {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        name: "gateways.gateway.networking.k8s.io",
      },
    ],
  ],
  cni: (namespace) => [[daemonSet(namespace, "istio-cni-node")]],
  ztunnel: (namespace) => [[daemonSet(namespace, "ztunnel")]],
  gateway: (namespace) => [
    [deployment(namespace, GATEWAY_NAME), daemonSet(namespace, GATEWAY_NAME)],
  ],
  ingress: (namespace) => [
    [deployment(namespace, INGRESS_NAME), daemonSet(namespace, INGRESS_NAME)],
  ],
  "expose-control-plane": (namespace) => [[gatewayResource(namespace, "istiod-gateway")]],
  "expose-services": (namespace) => [[gatewayResource(namespace, "cross-network-gateway")]],
};

export function checkExisting(
  context: CheckContext,
  found: readonly InstalledObject[],
  component: keyof typeof EXISTING,
): readonly Diagnostic[] {
  const present = new Set(found.map(({ object }) => refText(object)));
  return EXISTING[component](context.mesh.istio.namespace)
    .filter((choices) => !choices.some((ref) => present.has(refText(ref))))
    .map((choices) => missing(context, component, choices));
}
