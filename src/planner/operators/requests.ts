import type { JsonMap } from "../../kube/object.ts";
import type { Cluster, ClusterName, Mesh } from "../../mesh/model.ts";
import { gatewayRevision, revisionsOf } from "../../mesh/revisions.ts";
import type { Topology } from "../../mesh/topology.ts";
import { actionId } from "../action.ts";
import { type ControlPlaneInput, primaryOperator, remoteOperator } from "./control-plane.ts";
import { configClusterOperator, externalOperator } from "./external.ts";
import { gatewayOperator, ingressOperator } from "./gateways.ts";

/** One manifest to render; `for` is the action it belongs to. */
export interface ManifestRequest {
  readonly for: string;
  readonly operator: JsonMap;
  /** The Istio that has to render it. */
  readonly version: string;
}

/**
 * What has to be rendered for a mesh: a control plane (or remote profile) and an east-west gateway per cluster,
 * and an ingress gateway per primary where the file asks for it. The east-west gateways of ambient mode are made by istiod.
 *
 * The gateway's address is always rendered as a sentinel and filled in later, so a render never depends on what is live:
 * the cache stays warm, and apply needs no renderer. `ipv6` names the primaries whose address is known to be IPv6.
 */
export function renderRequests(
  mesh: Mesh,
  topology: Topology,
  ipv6: ReadonlySet<string> = new Set(),
): readonly ManifestRequest[] {
  return mesh.clusters.flatMap((cluster) => [
    ...revisionsOf(mesh, cluster.name).flatMap((revision): readonly ManifestRequest[] => {
      const operator = controlPlaneOperator({ mesh, topology, revision, ipv6 }, cluster);
      const served = topology.hosts.get(cluster.name);
      const id = actionId(cluster.name, "control-plane", served, revision.name);
      return operator === undefined ? [] : [{ for: id, operator, version: revision.version }];
    }),
    ...gatewayRequests(mesh, topology, cluster),
  ]);
}

function gatewayRequests(
  mesh: Mesh,
  topology: Topology,
  cluster: Cluster,
): readonly ManifestRequest[] {
  const revision = gatewayRevision(mesh, cluster);
  if (revision === undefined) return [];
  const request = (component: "gateway" | "ingress", operator: JsonMap): ManifestRequest => ({
    for: actionId(cluster.name, component),
    operator,
    version: revision.version,
  });
  return [
    ...(topology.eastWestGateways.includes(cluster.name) &&
    cluster.gateway.service === undefined &&
    mesh.mode === "sidecar"
      ? [request("gateway", gatewayOperator(mesh, revision, cluster))]
      : []),
    ...(mesh.istio.ingress === "default" && cluster.role === "primary"
      ? [request("ingress", ingressOperator(mesh, revision, cluster))]
      : []),
  ];
}

function controlPlaneOperator(input: ControlPlaneInput, cluster: Cluster): JsonMap | undefined {
  switch (cluster.role) {
    case "primary": {
      const home = istiodHome(input, cluster.name);
      return home.role === "host"
        ? configClusterOperator(input, cluster, home)
        : primaryOperator(input, cluster);
    }
    case "remote":
      return remoteOperator(input, cluster, istiodHome(input, cluster.primary));
    case "host": {
      const served = named(input, input.topology.hosts.get(cluster.name));
      return served?.role === "primary" ? externalOperator(input, cluster, served) : undefined;
    }
  }
}

/** The cluster in which the istiod of a primary runs. */
function istiodHome(input: ControlPlaneInput, primary: ClusterName): Cluster {
  const home = named(input, input.topology.istiodOf.get(primary));
  if (home === undefined)
    throw new Error(`internal: no istiod for ${primary} after the rules passed`);
  return home;
}

function named({ mesh }: ControlPlaneInput, name: ClusterName | undefined): Cluster | undefined {
  return mesh.clusters.find((one) => one.name === name);
}
