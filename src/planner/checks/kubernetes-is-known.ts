import { istioMinor } from "../../mesh/istio-versions.ts";
import { minorsBetween } from "../../mesh/versions.ts";
import { eachCluster } from "./check.ts";

/** MP0521, a warning: an Istio older than the cluster's Kubernetes was never tried with it. */
export const kubernetesIsKnown = eachCluster("MP0521", ({ cluster, facts }, { mesh }) => {
  const newest = istioMinor(mesh.istio.version)?.kubernetes.newest;
  if (newest === undefined || facts.embedded) return undefined;
  const ahead = minorsBetween(newest, facts.serverVersion);
  if (ahead === undefined || ahead <= 0) return undefined;
  return {
    code: "MP0521",
    message: `${cluster.name} runs Kubernetes ${facts.serverVersion.replace(/^v/, "")}, and Istio ${mesh.istio.version} is supported up to ${newest}`,
    help: "write a newer Istio, or try it on a cluster that nobody depends on",
    cluster: cluster.name,
  };
});
