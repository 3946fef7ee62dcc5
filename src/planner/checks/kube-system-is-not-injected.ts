import { eachCluster } from "./check.ts";
import { kubectlFlags } from "../../kube/kubectl-flags.ts";
import { commandLine } from "../../util/command-line.ts";

/**
 * MP0581, a warning: the injection webhook refuses pods while it cannot be reached, and the network and the DNS that it needs
 * to be reached run in kube-system. After an outage the cluster waits for itself.
 */
export const kubeSystemIsNotInjected = eachCluster("MP0581", ({ cluster, facts }) => {
  const label = facts.injectedSystem;
  if (label === undefined) return undefined;
  return {
    code: "MP0581",
    message: `kube-system of ${cluster.name} is labelled ${label}, so its pods cannot start while istiod is away`,
    help: commandLine`kubectl ${kubectlFlags(cluster)} label namespace kube-system ${label.replace(/=.*/, "")}-`,
    cluster: cluster.name,
  };
});
