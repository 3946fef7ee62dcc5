import { apiServerUrl } from "../address.ts";
import { nameText } from "../name-text.ts";
import { useOfHost } from "../special-ranges.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0410: to another cluster, localhost is itself, and a link-local address is a neighbour of its own. */
export const apiServersAreReachable: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const { url: own, from } = cluster.apiServer;
    const written = [...(own === undefined ? [] : [own]), ...from.values()];
    const url = written
      .map((one) => apiServerUrl(one))
      .find((one) => one !== undefined && whyNot(one.hostname) !== undefined);
    if (url === undefined) return [];
    return [
      {
        code: "MP0410",
        message: `the other clusters cannot reach cluster ${nameText(cluster.name)} at ${nameText(url.host)}, which ${whyNot(url.hostname) ?? ""}`,
        help: "write the address of the API server that the other clusters can reach",
        at: fieldSpan(cluster, "apiServer"),
      },
    ];
  });

const THEIR_OWN = "is their own machine";

/** Why no other machine finds an API server at this host; undefined where one may. */
function whyNot(host: string): string | undefined {
  const { use, why } = useOfHost(host.replace(/\.$/, "").replace(/^\[|\]$/g, ""));
  if (use !== "nowhere") return undefined;
  return why.startsWith("is the caller") || why.startsWith("stands for no") ? THEIR_OWN : why;
}
