import { deliveryOf } from "../../mesh/delivery.ts";
import { eachCluster } from "./check.ts";

/**
 * MP0525: proxies carry the cluster ID since they were injected, and other clusters know this one by it. Under a new one they
 * are refused: "could not get cluster's kube client". A remote has no istiod that says the ID; the path at which its injector
 * calls the primary does. Sources: istio/istio#52065, #42144.
 */
export const clusterIdStays = eachCluster("MP0525", ({ cluster, facts }, { topology }) => {
  // The owner of what others deliver is told (MP0555 to MP0569).
  if (deliveryOf(cluster, "control-plane") === "external") return undefined;
  const { clusterId, injectors = [] } = facts;
  // The istiod in a host has the name of the primary it serves.
  const served = topology.hosts.get(cluster.name) ?? cluster.name;
  const other = injectors.find((one) => one.cluster !== undefined && one.cluster !== served);
  const [by, found] =
    clusterId === undefined ? ["injector", other?.cluster] : ["istiod", clusterId];
  if (found === undefined || found === served) return undefined;
  return {
    code: "MP0525",
    message: `the ${by} of ${cluster.name} calls its cluster ${found}, and so do the proxies it completed`,
    help: `write the cluster as \`${found}\`; another name means to remove Istio from it first`,
    cluster: cluster.name,
  };
});
