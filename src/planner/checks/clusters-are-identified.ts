import { eachCluster } from "./check.ts";

const SYSTEM = { apiVersion: "v1", kind: "Namespace", name: "kube-system" };

/** MP9125: a cluster's identity is the uid of kube-system; without one nothing tells two clusters apart. */
export const clustersAreIdentified = eachCluster("MP9125", ({ cluster, facts }) => {
  const isDenied = facts.denied.some(({ object }) => object?.name === SYSTEM.name);
  if (isDenied || facts.identity !== undefined) return undefined;
  return {
    code: "MP9125",
    message: `the namespace kube-system of ${cluster.name} has no uid, so nothing tells which cluster this is`,
    help: "look at what answers there: it is no Kubernetes API server, or something on the way rewrites its answers",
    cluster: cluster.name,
    object: SYSTEM,
  };
});
