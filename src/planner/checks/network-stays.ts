import { deliveryOf } from "../../mesh/delivery.ts";
import { eachCluster } from "./check.ts";
import { kubectlFlags } from "../../kube/kubectl-flags.ts";
import type { Cluster } from "../../mesh/model.ts";
import { GATEWAY_NAME } from "../names.ts";
import { commandLine } from "../../util/command-line.ts";

/**
 * MP0527, a warning: a network that changes its name is in three places that do not change by themselves: the gateway's
 * selector, which Kubernetes keeps for ever, the proxies, and a namespace label that beats every other setting.
 *
 * Source: istio `pilot/pkg/serviceregistry/kube/controller/network.go`.
 */
export const networkStays = eachCluster("MP0527", ({ cluster, facts }, { topology, mesh }) => {
  // The owner of what others deliver is told (MP0555 to MP0569).
  if (deliveryOf(cluster, "namespace") !== "apply") return undefined;
  const found = facts.namespace?.network;
  if (found === undefined || cluster.role === "host" || found === cluster.network) return undefined;
  // A label that somebody changed by hand is drift, and planned back: the gateway still says where the cluster was put.
  const placed = facts.gatewayService?.metadata.labels?.["topology.istio.io/network"];
  if (placed === cluster.network) return undefined;
  const { namespace } = mesh.istio;
  const to = cluster.network === "" ? "none" : cluster.network;
  return {
    code: "MP0527",
    message: `${cluster.name} is on the network ${found} by the label of its ${namespace}, and the file says ${to}`,
    help: topology.multiNetwork
      ? `${ofOthers(cluster)}restart the workloads of ${cluster.name} after the apply: until then their proxies take ${found} for their network`
      : `remove the label: ${commandLine`kubectl ${kubectlFlags(cluster)} label namespace ${namespace} topology.istio.io/network-`}`,
    cluster: cluster.name,
  };
});

/** Where meshplan applies the gateway, MP0505 says it of the object that is in the way. */
function ofOthers(cluster: Cluster): string {
  return deliveryOf(cluster, "gateway") === "apply"
    ? ""
    : `have the Deployment ${GATEWAY_NAME} deleted before others apply the gateway, and `;
}
