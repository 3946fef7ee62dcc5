import type { Rule } from "./rule.ts";

/** MP0405: an istiod must run somewhere. Silent where a cluster names itself, because MP0404 says how to fix that. */
export const meshHasAPrimary: Rule = (mesh, topology) => {
  const namesItself = mesh.clusters.some(
    (cluster) => cluster.role === "remote" && cluster.primary === cluster.name,
  );
  if (topology.primaries.length > 0 || mesh.clusters.length === 0 || namesItself) return [];
  return [
    {
      code: "MP0405",
      message: "every cluster names a primary, so no cluster runs an istiod",
      help: "remove `primary` from the cluster that shall run it",
      at: mesh.clusters[0]?.at ?? mesh.at,
    },
  ];
};
