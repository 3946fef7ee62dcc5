import { nameText } from "../name-text.ts";
import { gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0495: a setting that only another type of gateway has would have no effect. */
export const gatewaySettingsApply: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const { gateway, name } = cluster;
    if (gateway.service !== undefined) return [];
    const needs = [
      {
        field: "allowFrom",
        isIdle: gateway.type !== "LoadBalancer" && gateway.allowFrom.length > 0,
        why: "only load balancers filter by source",
      },
      {
        field: "nodeSelector",
        isIdle: gateway.type !== "NodePort" && Object.keys(gateway.nodeSelector).length > 0,
        why: "only a NodePort is reached at nodes; for its pods there is gateway.values.nodeSelector",
      },
    ];
    return needs
      .filter(({ isIdle }) => isIdle)
      .map(({ field, why }) => ({
        code: "MP0495" as const,
        message: `gateway.${field} of ${nameText(name)} has no effect on a ${gateway.type}: ${why}`,
        help: `remove gateway.${field}, or change gateway.type`,
        at: gatewaySpan(cluster, field),
      }));
  });
