import type { Cluster, ClusterName } from "../model.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0473: the istiods of two primaries would be the same Deployment in the same namespace. */
export const hostsHaveOnePrimary: Rule = (mesh) => {
  const first = new Map<ClusterName, Cluster>();
  return mesh.clusters.flatMap((cluster) => {
    if (cluster.role !== "primary" || cluster.host === undefined) return [];
    const other = first.get(cluster.host);
    if (other === undefined) {
      first.set(cluster.host, cluster);
      return [];
    }
    const host = nameText(cluster.host);
    return [
      {
        code: "MP0473",
        message: `clusters ${nameText(other.name)} and ${nameText(cluster.name)} both have ${host} as the host of their control plane, and both would be ${nameText(mesh.istio.namespace)}/istiod there`,
        help: `give ${nameText(cluster.name)} another host, or a mesh file of its own with another istio.namespace`,
        at: fieldSpan(cluster, "controlPlane"),
      },
    ];
  });
};
