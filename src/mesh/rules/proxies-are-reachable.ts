import { nameText } from "../name-text.ts";
import { useOfHost } from "../special-ranges.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";
import { isUrl } from "../../util/is-url.ts";

/** MP0445: istiod uses the proxy of an API server inside another cluster, where localhost is istiod's own pod. */
export const proxiesAreReachable: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const { proxyUrl } = cluster.apiServer;
    if (proxyUrl === undefined || !isUrl(proxyUrl)) return [];
    if (useOfHost(hostOf(proxyUrl)).use !== "nowhere") return [];
    return [
      {
        code: "MP0445" as const,
        message: `istiod of another cluster cannot use the proxy ${nameText(proxyUrl)} of ${nameText(cluster.name)}, which is its own machine there`,
        help: "write the address of the proxy that istiod's pods can reach",
        at: fieldSpan(cluster, "apiServer"),
      },
    ];
  });

/** The URL standard does not know the scheme `socks5`, so the host may keep its brackets. */
function hostOf(url: string): string {
  return new URL(url.replace(/^socks5:/, "http:")).hostname.replace(/^\[|\]$/g, "");
}
