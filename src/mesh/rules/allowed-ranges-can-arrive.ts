import { ipRange } from "../ip-range.ts";
import { nameText } from "../name-text.ts";
import { useOf } from "../special-ranges.ts";
import { gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0455, a warning: a client of a public address arrives with a public address, that of its NAT. A list of private ranges in
 * front of a public address lets nobody in. Silent where no range is of the address's family: that is MP0425.
 * Source: https://istio.io/latest/docs/setup/install/multicluster/before-you-begin/
 */
export const allowedRangesCanArrive: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const { address = "", allowFrom } = cluster.gateway;
    const own = ipRange(address);
    const ranges = allowFrom
      .map(ipRange)
      .filter((range) => range !== undefined && range.family === own?.family)
      .filter((range) => range !== undefined);
    if (own === undefined || useOf(own).use !== "public" || ranges.length === 0) return [];
    if (ranges.some((range) => useOf(range).use !== "private")) return [];
    return [
      {
        code: "MP0455" as const,
        message: `the gateway of ${nameText(cluster.name)} has the public address ${nameText(address)}, and allowFrom has private ranges only`,
        help: "add the public addresses of the other clusters' NAT gateways to `allowFrom`",
        at: gatewaySpan(cluster, "allowFrom"),
      },
    ];
  });
