import { ipRange, overlap, type IpRange } from "../ip-range.ts";
import type { Cluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0420: on one network every pod IP leads to one pod. If two clusters use the same addresses, traffic goes to the nearby pod
 * with the address, and everything is reported as synced. Ranges may overlap between networks.
 */
export const podRangesAreDistinct: Rule = (mesh) => {
  const seen = new Map<string, PodRange[]>();
  return mesh.clusters.flatMap((cluster) => {
    const earlier = seen.get(cluster.network) ?? [];
    const own = rangesOf(cluster);
    seen.set(cluster.network, [...earlier, ...own]);
    const found = own
      .map(({ range }) => ({ range, other: earlier.find((one) => overlap(one.range, range)) }))
      .find(({ other }) => other !== undefined);
    if (cluster.network === "" || found?.other === undefined) return [];
    const { range, other } = found;
    return [
      {
        code: "MP0420" as const,
        message: `the pod range ${range.text} of ${nameText(cluster.name)} overlaps ${other.range.text} of ${nameText(other.of.name)} on the network ${nameText(cluster.network)}`,
        help: "give the clusters networks of their own, with an east-west gateway each, or pods other addresses",
        at: fieldSpan(cluster, "podCidrs"),
      },
    ];
  });
};

interface PodRange {
  readonly of: Cluster;
  readonly range: IpRange;
}

function rangesOf(cluster: Cluster): readonly PodRange[] {
  return cluster.podCidrs.flatMap((text) => {
    const range = ipRange(text);
    return range === undefined ? [] : [{ of: cluster, range }];
  });
}
