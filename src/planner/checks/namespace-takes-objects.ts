import { kubectlFlags } from "../../kube/kubectl-flags.ts";
import { commandLine } from "../../util/command-line.ts";
import { eachCluster } from "./check.ts";

/** MP0513: a namespace that is being deleted takes no new objects, and takes those that are there with it. */
export const namespaceTakesObjects = eachCluster("MP0513", ({ cluster, facts }, { mesh }) => {
  if (facts.namespace?.isTerminating !== true) return undefined;
  const { namespace } = mesh.istio;
  return {
    code: "MP0513",
    message: `${namespace} is being deleted and takes no new objects`,
    help: `wait until it is gone (${commandLine`kubectl ${kubectlFlags(cluster)} get namespace ${namespace}`}), then plan again`,
    cluster: cluster.name,
  };
});
