import { deliveryOf } from "../delivery.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** MP0477: what others installed is checked where an istiod runs in its own cluster; an external control plane is not built. */
export const externalIstiodsAreLocal: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const isExternal = deliveryOf(cluster, "control-plane") === "external";
    const isApart =
      cluster.role === "host" || (cluster.role === "primary" && cluster.host !== undefined);
    if (!isExternal || !isApart) return [];
    return [
      {
        code: "MP0477",
        message: `others cannot deliver the control plane of ${nameText(cluster.name)}, which is divided between a host and the cluster it serves`,
        help: "leave it to meshplan: `delivery: { control-plane: apply }`",
        at: fieldSpan(cluster, "delivery"),
      },
    ];
  });
