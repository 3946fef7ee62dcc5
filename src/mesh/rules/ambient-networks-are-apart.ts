import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0431, a warning: Istio's documentation calls several ambient clusters on one network untested. */
export const ambientNetworksAreApart: Rule = ({ mode, clusters }, topology) => {
  if (mode !== "ambient") return [];
  return [...topology.networks].flatMap(([network, members]) => {
    const [, second] = clusters
      .filter((cluster) => members.includes(cluster.name))
      .sort((a, b) => fieldSpan(a, "network").start - fieldSpan(b, "network").start);
    if (second === undefined) return [];
    return [
      {
        code: "MP0431" as const,
        message: `${String(members.length)} clusters are on ${nameText(network)}, and Istio calls several ambient clusters on one network untested`,
        help: "give each cluster a network of its own",
        at: fieldSpan(second, "network"),
      },
    ];
  });
};
