import { istioMinor } from "../../mesh/istio-versions.ts";
import { eachCluster } from "./check.ts";
import { kubectlFlags } from "../../kube/kubectl-flags.ts";
import { commandLine } from "../../util/command-line.ts";

/**
 * MP0580, a warning: since 1.28 remotes find their primary by an EndpointSlice. The Endpoints of before stay, Kubernetes copies
 * them to a slice of their own, and half of all connections go to the address of then.
 */
export const endpointsAreNotStale = eachCluster("MP0580", ({ cluster, facts }, { mesh }) => {
  if (cluster.role !== "remote" || facts.endpoints === undefined) return undefined;
  if (istioMinor(mesh.istio.version)?.remoteEndpoints !== "EndpointSlice") return undefined;
  const { namespace, revisions } = mesh.istio;
  const name = revisions[0]?.name === "" ? "istiod" : `istiod-${revisions[0]?.name ?? ""}`;
  return {
    code: "MP0580",
    message: `the Endpoints ${name} in ${namespace} of ${cluster.name} are left over from an older Istio and compete with the new address of the primary`,
    help: `after the apply: ${commandLine`kubectl ${kubectlFlags(cluster)} delete endpoints --namespace ${namespace} ${name}`}`,
    cluster: cluster.name,
  };
});
