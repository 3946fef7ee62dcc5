import { coverFamily, ipRange } from "../ip-range.ts";
import { nameText } from "../name-text.ts";
import { gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0423, a warning: a list that covers all addresses, in one range or in several, looks like a firewall and is not one. */
export const allowedRangesNarrow: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const { allowFrom } = cluster.gateway;
    const ranges = allowFrom.map(ipRange).filter((range) => range !== undefined);
    if (!coverFamily(ranges)) return [];
    const all = allowFrom.find((range) =>
      ["0.0.0.0/0", "::/0"].includes(ipRange(range)?.text ?? ""),
    );
    const what =
      all === undefined
        ? "ranges that together are every address, which lets everybody in"
        : `${nameText(all)}, which lets every address in`;
    return [
      {
        code: "MP0423" as const,
        message: `allowFrom of ${nameText(cluster.name)} has ${what}`,
        help: "write the ranges of the other clusters' nodes, or remove `allowFrom` to say that anybody may connect",
        at: gatewaySpan(cluster, "allowFrom"),
      },
    ];
  });
