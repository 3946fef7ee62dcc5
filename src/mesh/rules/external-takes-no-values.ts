import { deliveryOf } from "../delivery.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0476, a warning: values change what meshplan renders, and it renders nothing for a control plane that others deliver.
 * Values from `mesh`, `networks` or `defaults` may be meant for other clusters, so only the cluster's own are reported.
 */
export const externalTakesNoValues: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    const isOthers = deliveryOf(cluster, "control-plane") === "external";
    if (!isOthers || !cluster.values.some(({ layer }) => layer === "cluster")) return [];
    return [
      {
        code: "MP0476" as const,
        message: `values of ${nameText(cluster.name)} have no effect: others deliver its control plane`,
        help: "set them where its control plane is installed, or remove them here",
        at: fieldSpan(cluster, "values"),
      },
    ];
  });
