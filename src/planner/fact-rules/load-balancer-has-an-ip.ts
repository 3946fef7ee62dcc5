import { refOf } from "../../kube/object.ts";
import { liveAddress } from "../known-address.ts";
import { eachCluster } from "./fact-rule.ts";

/** MP0507: remotes reach their primary by an IP address, and some clouds give host names. Source: istio/istio#45014. */
export const loadBalancerHasAnIp = eachCluster(({ cluster, facts }, { topology }) => {
  const service = facts.gatewayService;
  if (service === undefined || cluster.gateway.address !== undefined) return undefined;
  if (!topology.exposesControlPlane.includes(cluster.name)) return undefined;
  const { hostname } = liveAddress(service);
  if (hostname === undefined) return undefined;
  const who = topology.hosts.has(cluster.name) ? "the clusters it serves" : "its remotes";
  return {
    code: "MP0507",
    message: `the load balancer of ${cluster.name} has the host name ${hostname}, and ${who} need an IP address`,
    help: `reserve an address, or take a DNS name of yours, and write it in clusters.${cluster.name}.gateway.address`,
    cluster: cluster.name,
    object: refOf(service),
  };
});
