import { nameText } from "../name-text.ts";
import type { Rule } from "./rule.ts";

/** MP0421, a warning: overlaps are found between written ranges only, so a cluster without ranges is not checked. */
export const podRangesAreComplete: Rule = (mesh, topology) =>
  [...topology.networks].flatMap(([network, names]) => {
    const members = mesh.clusters.filter(({ name }) => names.includes(name));
    const silent = members.filter(({ podCidrs }) => podCidrs.length === 0);
    const [first, ...others] = silent;
    if (first === undefined || silent.length === members.length) return [];
    const more = others.length === 0 ? "" : ` and ${String(others.length)} more`;
    return [
      {
        code: "MP0421" as const,
        message: `the network ${nameText(network)} has pod ranges for some clusters, and none for ${nameText(first.name)}${more}`,
        help: `add \`podCidrs\` to ${nameText(first.name)}${more}, so that overlaps are found`,
        at: first.at,
      },
    ];
  });
