import { eachCluster } from "./check.ts";

/** MP0550: two istiods would serve a primary whose own one has not been taken away. */
export const controlPlaneHasMoved = eachCluster("MP0550", ({ cluster, facts }, { topology }) => {
  const home = topology.istiodOf.get(cluster.name);
  if (home === undefined || home === cluster.name || facts.istiod === undefined) return undefined;
  return {
    code: "MP0550",
    message: `${cluster.name} still runs an istiod of this mesh (${facts.istiod}), and the file says that its istiod runs in ${home}`,
    help: `delete the Deployment istiod in ${cluster.name} when its mesh can do without changes for a while, then plan again`,
    cluster: cluster.name,
  };
});
