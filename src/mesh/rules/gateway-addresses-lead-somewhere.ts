import { ipRange } from "../ip-range.ts";
import { nameText } from "../name-text.ts";
import { useOf } from "../special-ranges.ts";
import { gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0426: the other clusters send everything for this network to the address, so it must not mean themselves or nobody. */
export const gatewayAddressesLeadSomewhere: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const { address } = cluster.gateway;
    if (address === undefined) return [];
    const range = ipRange(address);
    const { use, why } = range === undefined ? hostUse(address) : useOf(range);
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

function hostUse(host: string): ReturnType<typeof useOf> {
  return /(^|\.)localhost\.?$|(^|\.)localdomain\.?$/i.test(host)
    ? { use: "nowhere", why: "is the caller's own machine" }
    : { use: "public", why: "" };
}
