import { DELIVERABLE, type Deliverable, deliveryOf } from "../../mesh/delivery.ts";
import type { Cluster, Mesh } from "../../mesh/model.ts";
import type { Topology } from "../../mesh/topology.ts";
import type { Action } from "../action.ts";

/** The components that a cluster has and that others deliver into it. */
export function externalComponents(
  mesh: Mesh,
  topology: Topology,
  cluster: Cluster,
): readonly Deliverable[] {
  return DELIVERABLE.filter(
    (component) =>
      deliveryOf(cluster, component) === "external" && HAS[component](mesh, topology, cluster),
  );
}

type Has = (mesh: Mesh, topology: Topology, cluster: Cluster) => boolean;

/** A gateway that the file names as a Service of others is looked at by a rule of its own. */
const hasGateway: Has = (_, { eastWestGateways }, { name, gateway }) =>
  eastWestGateways.includes(name) && gateway.service === undefined;
const isAmbient: Has = ({ mode }) => mode === "ambient";

const HAS: { readonly [C in Deliverable]: Has } = {
  namespace: () => true,
  "control-plane": (_, __, { role }) => role !== "host",
  "gateway-address": hasGateway,
  gateway: hasGateway,
  ingress: ({ istio }, _, { role }) => istio.ingress === "default" && role === "primary",
  "expose-control-plane": (_, { exposesControlPlane }, { name }) =>
    exposesControlPlane.includes(name),
  "expose-services": (_, { exposesServices }, { name }) => exposesServices.includes(name),
  tags: ({ istio }) => Object.keys(istio.tags).length > 0,
  "gateway-api": isAmbient,
  cni: isAmbient,
  ztunnel: isAmbient,
};

/** The same, from the actions of a plan. */
export function externalIn(actions: readonly Action[]): readonly Deliverable[] {
  const found = new Set<string>(
    actions.filter(({ delivery }) => delivery?.mode === "external").map((one) => one.component),
  );
  return DELIVERABLE.filter((component) => found.has(component));
}
