import { minorsBetween } from "../../mesh/versions.ts";
import { eachCluster } from "./check.ts";

/**
 * MP0522: proxies keep their version until their pods start anew, and istiod serves proxies one minor older. A step of two
 * leaves every running workload with a control plane that was never tried with it. Revisions make such a step possible.
 *
 * Source: https://istio.io/latest/docs/releases/supported-releases/#control-planedata-plane-skew
 */
export const upgradesSkipNoMinor = eachCluster("MP0522", ({ cluster, facts }, { mesh }) => {
  const { revisions, version } = mesh.istio;
  if (facts.istiod === undefined || revisions.some(({ name }) => name !== "")) return undefined;
  const step = minorsBetween(facts.istiod, version);
  if (step === undefined || step < 2) return undefined;
  const [major = "", minor = ""] = facts.istiod.split(".");
  return {
    code: "MP0522",
    message: `${cluster.name} runs Istio ${facts.istiod}, and ${version} is ${String(step)} minors newer`,
    help: `write a ${major}.${String(Number(minor) + 1)} first, apply, and restart the workloads; or write \`revisions\` to run both side by side`,
    cluster: cluster.name,
  };
});
