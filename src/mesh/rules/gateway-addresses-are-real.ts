import { ipRange } from "../ip-range.ts";
import { nameText } from "../name-text.ts";
import { useOf } from "../special-ranges.ts";
import { gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0427, a warning: an address from somebody's documentation was copied along with the rest. A warning only: embedded
 * clusters give such addresses to their load balancers. Source: RFC 5737, RFC 3849.
 */
export const gatewayAddressesAreReal: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const { address = "" } = cluster.gateway;
    const range = ipRange(address);
    if (range === undefined || useOf(range).use !== "documentation") return [];
    return [
      {
        code: "MP0427" as const,
        message: `the gateway address ${nameText(address)} of ${nameText(cluster.name)} is an example from documentation, which no network routes`,
        help: "write the address that your provider reserved, or remove `address`",
        at: gatewaySpan(cluster, "address"),
      },
    ];
  });
