import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { HostCluster, RemoteCluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import type { Topology } from "../topology.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0403: a remote has no istiod, so it cannot serve another cluster, and a host does not serve one by itself. Silent where no
 * cluster has an istiod: that is MP0405.
 */
export const primaryIsAPrimary: Rule = (mesh, topology) => {
  if (topology.primaries.length === 0) return [];
  const byName = new Map(mesh.clusters.map((cluster) => [cluster.name, cluster]));
  return mesh.clusters.flatMap((cluster) => {
    if (cluster.role !== "remote" || cluster.primary === cluster.name) return [];
    const named = byName.get(cluster.primary);
    if (named?.role === "host") return [hostAsPrimary(cluster, named, topology)];
    if (named?.role !== "remote") return [];
    const above = byName.get(named.primary);
    const better = above?.role === "primary" ? `\`primary: ${nameText(above.name)}\`, or ` : "";
    return [
      {
        code: "MP0403",
        message: `cluster ${nameText(cluster.name)} names ${nameText(named.name)} as its primary, which is itself a remote`,
        help: `write ${better}remove \`primary\` from ${nameText(named.name)}`.replace(
          "write remove",
          "remove",
        ),
        at: fieldSpan(cluster, "primary"),
      },
    ];
  });
};

function hostAsPrimary(remote: RemoteCluster, host: HostCluster, { hosts }: Topology): Diagnostic {
  const served = hosts.get(host.name);
  const meant = served === undefined ? "the cluster whose istiod it runs" : nameText(served);
  return {
    code: "MP0403",
    message: `cluster ${nameText(remote.name)} names ${nameText(host.name)} as its primary, which only runs the istiod of ${meant}`,
    help: served === undefined ? "name a primary" : `write \`primary: ${meant}\``,
    at: fieldSpan(remote, "primary"),
  };
}
