import { deliveryOf } from "../../mesh/delivery.ts";
import { eachCluster } from "./check.ts";

/**
 * MP0524: the mesh ID is in every proxy since it was injected; two values in one mesh are two meshes that do not know of each
 * other.
 */
export const meshIdStays = eachCluster("MP0524", ({ cluster, facts }, { mesh }) => {
  // The owner of what others deliver is told (MP0555 to MP0569).
  if (deliveryOf(cluster, "control-plane") === "external") return undefined;
  const found = facts.meshConfig?.meshId;
  if (found === undefined || found === mesh.name) return undefined;
  return {
    code: "MP0524",
    message: `the Istio of ${cluster.name} belongs to the mesh ${found}, not to ${mesh.name}`,
    help: `write \`mesh: ${found}\`, or correct the context of ${cluster.name}`,
    cluster: cluster.name,
  };
});
