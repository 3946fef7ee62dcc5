import { eachCluster } from "./check.ts";

/** MP0514: an istiod that finds no usable Secret cacerts stops, or makes a root that no other cluster trusts. */
export const signingIsUsable = eachCluster("MP0514", ({ cluster, facts }, { mesh }) => {
  const problem = facts.signing?.problem;
  if (problem === undefined) return undefined;
  return {
    code: "MP0514",
    message: problem,
    help: `put an intermediate of the mesh's root into ${mesh.istio.namespace}/cacerts of ${cluster.name}, then plan again`,
    cluster: cluster.name,
  };
});
