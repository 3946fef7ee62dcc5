import type { JsonMap } from "../../kube/object.ts";
import type { Cluster, Mesh } from "../../mesh/model.ts";
import { gatewayRevision, revisionsOf } from "../../mesh/revisions.ts";
import type { Topology } from "../../mesh/topology.ts";
import { actionId } from "../action.ts";
import { primaryOperator, remoteOperator } from "./control-plane.ts";
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
 * and an ingress gateway per primary where the file asks for it.
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
      const id = actionId(cluster.name, "control-plane", undefined, revision.name);
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
    ...(topology.eastWestGateways.includes(cluster.name) && cluster.gateway.service === undefined
      ? [request("gateway", gatewayOperator(mesh, revision, cluster))]
      : []),
    ...(mesh.istio.ingress === "default" && cluster.role === "primary"
      ? [request("ingress", ingressOperator(mesh, revision, cluster))]
      : []),
  ];
}

function controlPlaneOperator(
  input: Parameters<typeof primaryOperator>[0],
  cluster: Cluster,
): JsonMap | undefined {
  switch (cluster.role) {
    case "primary":
      return primaryOperator(input, cluster);
    case "remote": {
      const primary = input.mesh.clusters.find((one) => one.name === cluster.primary);
      if (primary === undefined)
        throw new Error(`internal: no primary for ${cluster.name} after the rules passed`);
      return remoteOperator(input, cluster, primary);
    }
    case "host":
      return undefined;
  }
}
