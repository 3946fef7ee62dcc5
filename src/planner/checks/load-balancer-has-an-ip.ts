import { refOf } from "../../kube/object.ts";
import { liveAddress } from "../live-address.ts";
import { eachCluster } from "./check.ts";

/**
 * MP0507: remotes are planned for an IP address unless the file has a name, and some clouds give host names: other objects, and
 * an istiod whose certificate has that name. Source: istio/istio#45014.
 */
export const loadBalancerHasAnIp = eachCluster("MP0507", ({ cluster, facts }, { topology }) => {
  const service = facts.gatewayService;
  if (service === undefined || cluster.gateway.address !== undefined) return undefined;
  if (!topology.exposesControlPlane.includes(cluster.name)) return undefined;
  const { hostname } = liveAddress(service);
  if (hostname === undefined) return undefined;
  const who = topology.hosts.has(cluster.name) ? "the clusters it serves" : "its remotes";
  return {
    code: "MP0507",
    message: `the load balancer of ${cluster.name} has the host name ${hostname}, and ${who} are planned for an IP address`,
    help: `write \`address: ${hostname}\` in clusters.${cluster.name}.gateway; better, an IP address that is reserved or a DNS name of yours, which outlives the load balancer`,
    cluster: cluster.name,
    object: refOf(service),
  };
});
