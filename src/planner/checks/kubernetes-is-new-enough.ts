import { istioMinor } from "../../mesh/istio-versions.ts";
import { minorsBetween } from "../../mesh/versions.ts";
import { eachCluster } from "./check.ts";

/** MP0520, a warning: Istio's CRDs and objects use what newer API servers know; older ones refuse them or drop fields. */
export const kubernetesIsNewEnough = eachCluster("MP0520", ({ cluster, facts }, { mesh }) => {
  const oldest = istioMinor(mesh.istio.version)?.kubernetes.oldest;
  if (oldest === undefined || facts.embedded) return undefined;
  const behind = minorsBetween(facts.serverVersion, oldest);
  if (behind === undefined || behind <= 0) return undefined;
  return {
    code: "MP0520",
    message: `${cluster.name} runs Kubernetes ${facts.serverVersion.replace(/^v/, "")}, and Istio ${mesh.istio.version} is supported from ${oldest} on`,
    help: `upgrade the cluster, or write an Istio that supports its Kubernetes`,
    cluster: cluster.name,
  };
});
