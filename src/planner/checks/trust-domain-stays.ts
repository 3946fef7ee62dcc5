import { deliveryOf } from "../../mesh/delivery.ts";
import { eachCluster } from "./check.ts";

/** MP0526, a warning: workloads keep the identity they got, and policies that name the old domain let nobody in any more. */
export const trustDomainStays = eachCluster("MP0526", ({ cluster, facts }, { mesh }) => {
  // The owner of what others deliver is told (MP0555 to MP0569).
  if (deliveryOf(cluster, "control-plane") === "external") return undefined;
  const found = facts.meshConfig?.trustDomain;
  if (found === undefined || found === mesh.trustDomain) return undefined;
  return {
    code: "MP0526",
    message: `the trust domain of ${cluster.name} is ${found}, and the file says ${mesh.trustDomain}`,
    help: `write \`trustDomain: ${found}\`; to change it on purpose, restart every workload of the mesh after the apply`,
    cluster: cluster.name,
  };
});
