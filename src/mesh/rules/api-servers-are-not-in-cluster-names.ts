import { apiServerUrl } from "../address.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** The name by which every pod finds its own API server, and names that only the DNS of one cluster knows. */
const IN_CLUSTER =
  /^(kubernetes(\.default(\.svc)?)?|[^.]+\.[^.]+\.svc|.*\.svc\.cluster\.local|.*\.cluster\.local)\.?$/i;

/** MP0446: every cluster has a `kubernetes.default.svc`, its own. istiod would read itself under the other cluster's name. */
export const apiServersAreNotInClusterNames: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const { url: own, from } = cluster.apiServer;
    const host = [...(own === undefined ? [] : [own]), ...from.values()]
      .map((one) => apiServerUrl(one)?.hostname ?? "")
      .find((one) => IN_CLUSTER.test(one));
    if (host === undefined) return [];
    return [
      {
        code: "MP0446" as const,
        message: `${nameText(host)} leads every other cluster to a service of its own, not to the API server of ${nameText(cluster.name)}`,
        help: "write the address of the API server that the other clusters can reach",
        at: fieldSpan(cluster, "apiServer"),
      },
    ];
  });
