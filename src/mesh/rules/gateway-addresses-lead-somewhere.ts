import { nameText } from "../name-text.ts";
import { useOfHost } from "../special-ranges.ts";
import { gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0426: the other clusters send all traffic for this network to the address, so it must not mean themselves or nobody. */
export const gatewayAddressesLeadSomewhere: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const { address } = cluster.gateway;
    if (address === undefined) return [];
    const { use, why } = useOfHost(address);
    if (use !== "nowhere") return [];
    return [
      {
        code: "MP0426" as const,
        message: `no other cluster reaches the gateway of ${nameText(cluster.name)} at ${nameText(address)}, which ${why}`,
        help: "write the address of the load balancer, or remove `address` to have it found out",
        at: gatewaySpan(cluster, "address"),
      },
    ];
  });
