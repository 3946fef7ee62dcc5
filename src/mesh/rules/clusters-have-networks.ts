import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0406: without a network, Istio takes the pods of all clusters for neighbours, and their traffic fails silently.
 * A host has no pods of the mesh.
 */
export const clustersHaveNetworks: Rule = (mesh) => {
  if (mesh.clusters.length < 2) return [];
  return mesh.clusters
    .filter(({ role }) => role !== "host")
    .filter((cluster) => cluster.network === "" && cluster.fieldsAt?.["network"] === undefined)
    .map((cluster) => ({
      code: "MP0406",
      message: `cluster ${nameText(cluster.name)} has no network, and the mesh has more than one cluster`,
      help: "add `network:`, the same name for clusters whose pods reach each other directly",
      at: cluster.at,
    }));
};
