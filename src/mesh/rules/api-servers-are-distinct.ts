import type { Cluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";
import { isUrl } from "../../util/is-url.ts";

/**
 * MP0444: istiod would read one cluster twice under two names and never the other: services of the second look empty, and its
 * proxies are refused. A gateway in front of several API servers distinguishes them by the TLS server name.
 */
export const apiServersAreDistinct: Rule = (mesh) => {
  const owners = new Map<string, Cluster>();
  return mesh.clusters.flatMap((cluster) => {
    const keys = keysOf(cluster);
    const first = keys.map((key) => owners.get(key)).find((owner) => owner !== undefined);
    for (const key of keys) if (!owners.has(key)) owners.set(key, cluster);
    if (first === undefined) return [];
    return [
      {
        code: "MP0444" as const,
        message: `clusters ${nameText(first.name)} and ${nameText(cluster.name)} have the same apiServer address`,
        help: `write the address of ${nameText(cluster.name)}'s own API server, or a \`tlsServerName\` for each where a gateway stands in front of both`,
        at: fieldSpan(cluster, "apiServer"),
      },
    ];
  });
};

/** The parts that decide where a connection ends, for every reader or for one of them. */
function keysOf({ apiServer }: Cluster): readonly string[] {
  const { url, from, tlsServerName = "", proxyUrl = "" } = apiServer;
  const read: readonly (readonly [string, string])[] = [
    ...(url === undefined ? [] : [["", url] as const]),
    ...from,
  ];
  return read.map(([observer, one]) =>
    JSON.stringify([observer, isUrl(one) ? placeOf(new URL(one)) : one, tlsServerName, proxyUrl]),
  );
}

/** A gateway in front of several API servers distinguishes them by their paths. */
const placeOf = ({ host, pathname }: URL): string => host + pathname.replace(/\/$/, "");
