import { closest } from "../../util/closest.ts";
import type { ClusterName, PrimaryCluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** A suggestion compares with every cluster; nobody reads more of them. */
const MOST_COMPARED = 100;

/** MP0470: an external control plane runs in a cluster of the file. */
export const hostsExist: Rule = (mesh) => {
  const names = mesh.clusters.map(({ name }) => name);
  const known = new Set(names);
  return mesh.clusters
    .filter(
      (cluster): cluster is PrimaryCluster & { readonly host: ClusterName } =>
        cluster.role === "primary" && cluster.host !== undefined && !known.has(cluster.host),
    )
    .map((cluster, index) => {
      const meant =
        index < MOST_COMPARED
          ? closest(
              cluster.host,
              names.filter((name) => name !== cluster.name),
            )
          : undefined;
      return {
        code: "MP0470",
        message: `the host ${nameText(cluster.host)} of the control plane of cluster ${nameText(cluster.name)} does not exist`,
        help:
          meant === undefined
            ? `add \`${nameText(cluster.host)}: {}\` to the clusters, or remove \`controlPlane\``
            : `did you mean \`${nameText(meant)}\`?`,
        at: fieldSpan(cluster, "controlPlane"),
      };
    });
};
