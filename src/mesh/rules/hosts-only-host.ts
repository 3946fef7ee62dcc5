import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Cluster, ClusterName, Mesh, PrimaryCluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

type Hosted = PrimaryCluster & { readonly host: ClusterName };

/**
 * MP0471: a host runs the istiod of another cluster and is no member of the mesh itself. As a member it would have an istiod,
 * or a Service that leads to one, and both are called istiod in the one namespace of the mesh.
 */
export const hostsOnlyHost: Rule = (mesh) => {
  const byName = new Map(mesh.clusters.map((cluster) => [cluster.name, cluster]));
  return hosted(mesh).flatMap((cluster) => {
    const host = byName.get(cluster.host);
    return host === undefined || host.role === "host" ? [] : [problem(cluster, host)];
  });
};

function hosted(mesh: Mesh): readonly Hosted[] {
  return mesh.clusters.filter(
    (cluster): cluster is Hosted => cluster.role === "primary" && cluster.host !== undefined,
  );
}

function problem(cluster: Hosted, host: Cluster): Diagnostic {
  const [name, other] = [nameText(cluster.name), nameText(host.name)];
  const at = fieldSpan(cluster, "controlPlane");
  if (host.name === cluster.name)
    return {
      code: "MP0471",
      message: `cluster ${name} names itself as the host of its control plane`,
      help: `remove \`controlPlane\` from ${name}: a primary without it runs its own istiod`,
      at,
    };
  const field =
    host.role === "remote"
      ? "primary"
      : host.role === "primary" && host.host !== undefined
        ? "controlPlane"
        : "network";
  return {
    code: "MP0471",
    message: `cluster ${other} hosts the control plane of ${name} and has a \`${field}\`, so it would be a member of the mesh too`,
    help: `remove \`${field}\` from ${other}, or give ${name} a host of its own`,
    at: fieldSpan(host, field),
  };
}
