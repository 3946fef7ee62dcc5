import { deliveryOf } from "../../mesh/delivery.ts";
import type { Cluster, ClusterName, Mesh } from "../../mesh/model.ts";
import { eachCluster } from "./check.ts";
import { kubectlFlags } from "../../kube/kubectl-flags.ts";
import { commandLine } from "../../util/command-line.ts";

/**
 * MP0582, a warning: an istiod looks at the annotation once, when it begins to read a cluster, and every istiod of the mesh
 * reads every cluster. After a remote changes its primary the old one goes on patching its webhooks, and the new one leaves it
 * alone, until both are restarted. Source: istio/istio#43320.
 */
export const remotesKeepTheirPrimary = eachCluster(
  "MP0582",
  ({ cluster, facts }, { mesh, topology }) => {
    // The owner of what others deliver is told (MP0555 to MP0569).
    if (deliveryOf(cluster, "namespace") !== "apply") return undefined;
    const found = facts.namespace?.controlPlaneClusters;
    if (cluster.role !== "remote" || found === undefined) return undefined;
    const others = found.split(",").filter((name) => name !== cluster.primary && name !== "*");
    const [first] = others;
    if (first === undefined) return undefined;
    const restarts = [cluster.primary, first].flatMap((primary) => {
      const home = topology.istiodOf.get(primary as ClusterName) ?? primary;
      const found = mesh.clusters.find(({ name, role }) => name === home && role !== "remote");
      return found === undefined ? [] : [restartOf(found, mesh)];
    });
    const gone = mesh.clusters.every(({ name, role }) => name !== first || role === "remote");
    return {
      code: "MP0582",
      message: `${cluster.name} was managed by ${found}, and the file gives it to ${cluster.primary}: istiods find out when they start`,
      help: `after the apply restart them: ${restarts.join("; ")}${gone ? `; see that no istiod of ${first} runs on` : ""}`,
      cluster: cluster.name,
    };
  },
);

function restartOf(cluster: Cluster, { istio }: Mesh): string {
  return commandLine`kubectl ${kubectlFlags(cluster)} rollout restart deployment --namespace ${istio.namespace} --selector app=istiod`;
}
