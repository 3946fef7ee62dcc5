import { eachCluster } from "./check.ts";

/** MP0516: a context that leads to another cluster than the file pins is how the wrong cluster is written to. */
export const identityIsAsWritten = eachCluster(
  "MP0516",
  ({ cluster, facts }) => {
    const wanted = cluster.identity;
    if (wanted === undefined || facts.identity === wanted) return undefined;
    const found =
      facts.identity === undefined ? "an unknown identity" : `the identity ${facts.identity}`;
    return {
      code: "MP0516",
      message: `the context ${cluster.context} of ${cluster.name} leads to a cluster with ${found}, not ${wanted}`,
      help: `correct clusters.${cluster.name}.context, or its identity if the cluster was recreated`,
      cluster: cluster.name,
    };
  },
  { decides: "which cluster" },
);
