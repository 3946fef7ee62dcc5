import { deliveryOf } from "../../mesh/delivery.ts";
import type { Cluster } from "../../mesh/model.ts";
import { GATEWAY_NAME } from "../names.ts";
import { eachCluster } from "./check.ts";
import { kubectlFlags } from "../../kube/kubectl-flags.ts";
import { commandLine } from "../../util/command-line.ts";

/**
 * MP0537: what ambient mode brought stays when the file goes back to sidecars. istiod's gateway has the names of meshplan's,
 * and the agents go on capturing pods for an istiod that tells ztunnel nothing any more. The way into ambient mode is MP0533.
 */
export const modeStays = eachCluster("MP0537", ({ cluster, facts }, { mesh }) => {
  if (mesh.mode !== "sidecar") return undefined;
  const { nodeAgents = [], gatewayOfIstiod } = facts;
  const hasGateway = gatewayOfIstiod === true && !isOfOthers(cluster);
  if (!hasGateway && !nodeAgents.includes("ztunnel")) return undefined;
  const objects = [
    // istiod would make the Service and the Deployment of a Gateway anew.
    ...(hasGateway ? [`gateways.gateway.networking.k8s.io/${GATEWAY_NAME}`] : []),
    ...nodeAgents.map((name) => `daemonset/${name}`),
  ];
  const left = hasGateway ? [`the gateway ${GATEWAY_NAME} of istiod`, ...nodeAgents] : nodeAgents;
  return {
    code: "MP0537",
    message: `${cluster.name} runs the mesh in ambient mode (${left.join(", ")}), and the file has \`mode: sidecar\``,
    help: `write \`mode: ambient\`, or when workloads can do without the mesh: take the label istio.io/dataplane-mode from all namespaces, then ${commandLine`kubectl ${kubectlFlags(cluster)} delete --namespace ${mesh.istio.namespace} ${objects}`}, then plan again`,
    cluster: cluster.name,
  };
});

/** A gateway of others may be one of istiod's in a sidecar mesh too. */
function isOfOthers(cluster: Cluster): boolean {
  return cluster.gateway.service !== undefined || deliveryOf(cluster, "gateway") === "external";
}
