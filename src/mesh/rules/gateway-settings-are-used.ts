import type { Cluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0429, a warning: on one network only a primary with remotes has an east-west gateway, so settings for the others are never
 * read. A host has no gateway either, but a Service with the same settings. Silent for settings shared with a cluster that has
 * a gateway.
 */
export const gatewaySettingsAreUsed: Rule = (mesh, topology) => {
  const holders = new Set([...topology.eastWestGateways, ...topology.hosts.keys()]);
  const isUsed = ({ name }: Cluster): boolean => holders.has(name);
  const used = new Set(mesh.clusters.filter(isUsed).map(({ gateway }) => gateway.at.start));
  return mesh.clusters
    .filter((cluster) => !isUsed(cluster) && !used.has(cluster.gateway.at.start))
    .filter(({ gateway }) => Object.keys(gateway.fieldsAt ?? {}).length > 0)
    .map((cluster) => ({
      code: "MP0429",
      message: `cluster ${nameText(cluster.name)} gets no east-west gateway in this mesh, and its \`gateway\` has no effect`,
      help: "remove `gateway`, or give the clusters networks of their own",
      at: cluster.gateway.at,
    }));
};
