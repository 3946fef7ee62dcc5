import { ipRange } from "../ip-range.ts";
import { nameText } from "../name-text.ts";
import { gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0423, a warning: a list with all addresses in it looks like a firewall and is none. */
export const allowedRangesNarrow: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const { allowFrom } = cluster.gateway;
    const all = allowFrom.find((range) =>
      ["0.0.0.0/0", "::/0"].includes(ipRange(range)?.text ?? ""),
    );
    if (all === undefined) return [];
    return [
      {
        code: "MP0423" as const,
        message: `allowFrom of ${nameText(cluster.name)} has ${nameText(all)}, which lets every address in`,
        help: "write the ranges of the other clusters' nodes, or remove `allowFrom` to say that anybody may connect",
        at: gatewaySpan(cluster, "allowFrom"),
      },
    ];
  });
