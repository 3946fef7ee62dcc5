import { deliveryOf } from "../../mesh/delivery.ts";
import { eachCluster } from "./check.ts";
import { kubectlFlags } from "../../kube/kubectl-flags.ts";
import { commandLine } from "../../util/command-line.ts";

/**
 * MP0583, a warning: a cluster that became a primary keeps the annotation of a remote, so another istiod goes on patching its
 * webhooks with another CA, in turn with its own.
 */
export const primariesManageThemselves = eachCluster("MP0583", ({ cluster, facts }, { mesh }) => {
  const found = facts.namespace?.controlPlaneClusters;
  if (cluster.role !== "primary" || cluster.host !== undefined || found === undefined)
    return undefined;
  if (found === cluster.name) return undefined;
  const { namespace } = mesh.istio;
  const isTakenAway =
    facts.namespace?.ownsControlPlaneClusters === true &&
    deliveryOf(cluster, "namespace") === "apply";
  const removal = commandLine`kubectl ${kubectlFlags(cluster)} annotate namespace ${namespace} topology.istio.io/controlPlaneClusters-`;
  return {
    code: "MP0583",
    message: `${cluster.name} is a primary in the file, and its ${namespace} lets ${found} manage it`,
    help: isTakenAway
      ? `restart istiod of ${found} after the apply, which takes the annotation away: it keeps managing the cluster until then`
      : `${removal}, then restart istiod of ${found}`,
    cluster: cluster.name,
  };
});
