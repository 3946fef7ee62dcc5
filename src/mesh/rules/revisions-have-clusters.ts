import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Mesh } from "../model.ts";
import { nameText } from "../name-text.ts";
import { revisionsOf } from "../revisions.ts";
import type { Topology } from "../topology.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0481, MP0482: a revision is limited to clusters of the mesh, every cluster has one, and a remote has only revisions of its
 * primary, because no other istiod would ever answer it.
 */
export const revisionsHaveClusters: Rule = (mesh, topology) => [
  ...unknownClusters(mesh),
  ...clustersWithout(mesh, topology),
];

function unknownClusters(mesh: Mesh): readonly Diagnostic[] {
  const names = new Set<string>(mesh.clusters.map(({ name }) => name));
  return mesh.istio.revisions.flatMap(({ name, clusters = [], at }) =>
    clusters
      .filter((cluster) => !names.has(cluster))
      .map((cluster) => ({
        code: "MP0481",
        message: `the revision ${nameText(name)} is limited to ${nameText(cluster)}, which is no cluster of this mesh`,
        help: "correct the name, or remove `clusters` to have the revision everywhere",
        at,
      })),
  );
}

function clustersWithout(mesh: Mesh, topology: Topology): readonly Diagnostic[] {
  return mesh.clusters.flatMap((cluster): readonly Diagnostic[] => {
    const own = revisionsOf(mesh, cluster.name);
    if (own.length === 0 && cluster.role !== "host")
      return [
        {
          code: "MP0482",
          message: `cluster ${nameText(cluster.name)} has no revision: every one is limited to other clusters`,
          help: "add it to `clusters` of a revision",
          at: cluster.at,
        },
      ];
    const primary = topology.controlledBy.get(cluster.name);
    if (cluster.role !== "remote" || primary === undefined) return [];
    const served = new Set(revisionsOf(mesh, primary).map(({ name }) => name));
    return own
      .filter(({ name }) => !served.has(name))
      .map(({ name }) => ({
        code: "MP0482",
        message: `cluster ${nameText(cluster.name)} has the revision ${nameText(name)}, and its primary ${nameText(primary)} does not`,
        help: `add ${nameText(primary)} to \`clusters\` of the revision`,
        at: cluster.at,
      }));
  });
}
