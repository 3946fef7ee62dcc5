import { contains, ipRange } from "../ip-range.ts";
import { nameText } from "../name-text.ts";
import { gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0424, a warning: a range inside another has no effect, and somebody who later removes it to shut others out shuts nobody
 * out. Silent where a range covers every address: that is MP0423.
 */
export const allowedRangesAreDistinct: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const ranges = cluster.gateway.allowFrom.map(ipRange).filter((range) => range !== undefined);
    for (const [index, inner] of ranges.entries()) {
      const outer = ranges.find(
        (range, place) => place !== index && contains(range, inner) && !range.text.endsWith("/0"),
      );
      if (outer === undefined) continue;
      return [
        {
          code: "MP0424" as const,
          message: `allowFrom of ${nameText(cluster.name)} has ${inner.text}, which is ${outer.text === inner.text ? "there twice" : `inside ${outer.text}`}`,
          help: `remove ${inner.text}${outer.text === inner.text ? " once" : `, or ${outer.text} where only the narrower range is meant`}`,
          at: gatewaySpan(cluster, "allowFrom"),
        },
      ];
    }
    return [];
  });
