import { ipRange } from "../ip-range.ts";
import { nameText } from "../name-text.ts";
import { gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0425: a client of an IPv6 address has one too, so a list of IPv4 ranges alone lets nobody in, and the other way round. */
export const allowedRangesFitTheAddress: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const { address = "", allowFrom } = cluster.gateway;
    const family = ipRange(address)?.family;
    const families = new Set(allowFrom.map((range) => ipRange(range)?.family));
    if (family === undefined || families.size === 0 || families.has(family)) return [];
    return [
      {
        code: "MP0425" as const,
        message: `the gateway of ${nameText(cluster.name)} has an IPv${String(family)} address, and allowFrom has no IPv${String(family)} range, so nobody may connect`,
        help: `add the IPv${String(family)} ranges of the other clusters to \`allowFrom\``,
        at: gatewaySpan(cluster, "allowFrom"),
      },
    ];
  });
