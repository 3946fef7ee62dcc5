import type { JsonMap } from "../../../kube/object.ts";
import type { Cluster, ClusterName } from "../../../mesh/model.ts";
import { revisionsOf } from "../../../mesh/revisions.ts";
import { actionId } from "../../action.ts";
import type { Place, RenderRequest } from "../component.ts";
import { configClusterOperator, externalOperator } from "./external-operator.ts";
import { type ControlPlaneInput, primaryOperator, remoteOperator } from "./operator.ts";

/** A control plane, or a remote profile, a revision. A host has those of the primary that it serves. */
export function controlPlaneRequests({ mesh, topology, cluster }: Place): readonly RenderRequest[] {
  const served = topology.hosts.get(cluster.name);
  if (cluster.role === "host" && served === undefined) return [];
  return revisionsOf(mesh, cluster.name).map((revision) => ({
    for: actionId(cluster.name, "control-plane", served, revision.name),
    revision,
    operator: (ipv6) => controlPlaneOperator({ mesh, topology, revision, ipv6 }, cluster),
  }));
}

function controlPlaneOperator(input: ControlPlaneInput, cluster: Cluster): JsonMap {
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
      if (served?.role !== "primary")
        throw new Error(`internal: ${cluster.name} serves nobody after the rules passed`);
      return externalOperator(input, cluster, served);
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
