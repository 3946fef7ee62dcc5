import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { hostNameOf } from "../host-name.ts";
import type { Mesh } from "../model.ts";
import { nameText } from "../name-text.ts";
import type { Topology } from "../topology.ts";
import type { Rule } from "./rule.ts";

/** MP0448, a warning: another setting makes a setting meaningless, although its author expects something of it. */
export const settingsHaveEffect: Rule = (mesh, topology) => [
  ...idleCharts(mesh),
  ...idleInjectors(mesh),
  ...idleNames(mesh, topology),
];

function idleCharts({ istio }: Mesh): readonly Diagnostic[] {
  const { charts, renderer, at, fieldsAt } = istio;
  if (charts === undefined || renderer === "helm") return [];
  return [
    {
      code: "MP0448",
      message: "istioctl brings its own charts, and `charts` has no effect",
      help: "write `renderer: helm`, or remove `charts`",
      at: fieldsAt?.["charts"] ?? at,
    },
  ];
}

function idleInjectors({ clusters }: Mesh): readonly Diagnostic[] {
  const remotesUse = new Set(
    clusters
      .filter(({ role }) => role === "remote")
      .map((cluster) => cluster.fieldsAt?.["injector"]?.start),
  );
  return clusters.flatMap((cluster) => {
    const at = cluster.fieldsAt?.["injector"];
    if (cluster.role === "remote" || at === undefined || remotesUse.has(at.start)) return [];
    return [
      {
        code: "MP0448" as const,
        message: `cluster ${nameText(cluster.name)} is no remote, and its \`injector\` has no effect`,
        help: "remove `injector`, or write the `primary` that serves this cluster",
        at,
      },
    ];
  });
}

/**
 * Only remotes are given a name. For traffic between networks, istiod reads what the load balancer of the Service reports.
 * Source: istio pilot/pkg/serviceregistry/kube/controller/network.go.
 */
function idleNames({ clusters, mode }: Mesh, topology: Topology): readonly Diagnostic[] {
  // In ambient mode, or with another type of gateway, a name is an error.
  if (mode === "ambient") return [];
  const served = clusters.filter(({ name }) => topology.exposesControlPlane.includes(name));
  const used = new Set(served.map(({ gateway }) => gateway.fieldsAt?.["address"]?.start));
  return clusters
    .filter(({ name }) => topology.eastWestGateways.includes(name))
    .filter(({ gateway }) => gateway.type === "LoadBalancer")
    .flatMap((cluster) => {
      const name = hostNameOf(cluster);
      const at = cluster.gateway.fieldsAt?.["address"];
      if (name === undefined || at === undefined || used.has(at.start)) return [];
      return [
        {
          code: "MP0448" as const,
          message: `no remote is behind the gateway of ${nameText(cluster.name)}, and its address ${nameText(name)} has no effect: other networks use what its load balancer reports`,
          help: "remove `address`, or write the IP address that the load balancer is to have",
          at,
        },
      ];
    });
}
