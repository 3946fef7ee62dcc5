import { apiServerUrl } from "../address.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0410: for another cluster, localhost is itself. */
export const apiServersAreReachable: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const { url: own, from } = cluster.apiServer;
    const written = [...(own === undefined ? [] : [own]), ...from.values()];
    const url = written
      .map((one) => apiServerUrl(one))
      .find((one) => one !== undefined && isLocal(one.hostname));
    if (url === undefined) return [];
    return [
      {
        code: "MP0410",
        message: `the other clusters cannot reach cluster ${nameText(cluster.name)} at ${nameText(url.host)}, which is their own machine`,
        help: "write the address of the API server that the other clusters can reach",
        at: fieldSpan(cluster, "apiServer"),
      },
    ];
  });

function isLocal(host: string): boolean {
  const name = host.replace(/\.$/, "");
  const mapped = /^\[::ffff:7f/.test(name);
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    /^127\./.test(name) ||
    ["0.0.0.0", "[::]", "[::1]"].includes(name) ||
    mapped
  );
}
