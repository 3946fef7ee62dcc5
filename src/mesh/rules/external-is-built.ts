import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { deliveryOf } from "../delivery.ts";
import type { Cluster, HostCluster, Mesh } from "../model.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0474: settings that Istio or meshplan cannot provide with an external control plane, or that are useless in a host. */
export const externalIsBuilt: Rule = (mesh) => {
  const hosts = mesh.clusters.filter((cluster): cluster is HostCluster => cluster.role === "host");
  if (hosts.length === 0) return [];
  return [
    ...ofRevisions(mesh),
    ...hosts.flatMap(ofTheHost),
    ...mesh.clusters.flatMap((cluster) => ofOthers(mesh, cluster)),
  ];
};

function ofRevisions({ istio }: Mesh): readonly Diagnostic[] {
  const named = istio.revisions.find(({ name }) => name !== "");
  if (named === undefined) return [];
  return [
    {
      code: "MP0474",
      message: `an external control plane has one address, which cannot lead to revisions such as ${nameText(named.name)}`,
      help: "write `istio.version` instead of `istio.revisions`",
      at: istio.fieldsAt?.["revisions"] ?? istio.at,
    },
  ];
}

const WITHOUT_USE_IN_GATEWAY = [
  ["service", "the Service in front of istiod is meshplan's own"],
  ["values", "what it exposes is istiod, which has values of its own"],
] as const;

function ofTheHost(host: HostCluster): readonly Diagnostic[] {
  const found = [
    { field: "podCidrs", why: "it has no pods of the mesh", at: host.fieldsAt?.["podCidrs"] },
    ...WITHOUT_USE_IN_GATEWAY.map(([field, why]) => ({
      field: `gateway.${field}`,
      why,
      at: host.gateway.fieldsAt?.[field],
    })),
  ];
  return found.flatMap(({ field, why, at }) =>
    at === undefined
      ? []
      : [
          {
            code: "MP0474" as const,
            message: `${field} of ${nameText(host.name)} has no effect: ${why}`,
            help: `remove ${field}`,
            at,
          },
        ],
  );
}

/** No file that others apply could hold the values that meshplan hands from one cluster to the next during an apply. */
function ofOthers(mesh: Mesh, cluster: Cluster): readonly Diagnostic[] {
  const component = handedOver(mesh, cluster).find((one) => deliveryOf(cluster, one) !== "apply");
  if (component === undefined) return [];
  const { name } = cluster;
  return [
    {
      code: "MP0474",
      message: `others cannot deliver the ${component} of ${nameText(name)}: it belongs to an external control plane`,
      help: `write \`${component}: apply\` in clusters.${name}.delivery`,
      at: fieldSpan(cluster, "delivery"),
    },
  ];
}

function handedOver({ clusters }: Mesh, cluster: Cluster): readonly string[] {
  if (cluster.role === "host") return ["namespace", "control-plane", "gateway-address"];
  const primary =
    cluster.role === "remote" ? clusters.find(({ name }) => name === cluster.primary) : cluster;
  return primary?.role === "primary" && primary.host !== undefined ? ["control-plane"] : [];
}
