import { compareVersions, minorsBetween } from "../../mesh/versions.ts";
import { eachCluster } from "./check.ts";

/** MP0523, a warning: proxies must not be newer than their istiod, and they stay as they are when istiod goes back. */
export const istioGoesForward = eachCluster("MP0523", ({ cluster, facts }, { mesh }) => {
  const { revisions, version } = mesh.istio;
  const { istiod } = facts;
  if (istiod === undefined || revisions.some(({ name }) => name !== "")) return undefined;
  if (minorsBetween(istiod, version) === undefined) return undefined;
  if (compareVersions(version, istiod) >= 0) return undefined;
  return {
    code: "MP0523",
    message: `${cluster.name} runs Istio ${istiod}, which is newer than ${version}`,
    help: `write ${istiod} or newer; to go back on purpose, restart the workloads right after the apply`,
    cluster: cluster.name,
  };
});
