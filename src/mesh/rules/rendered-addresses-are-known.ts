import { deliveryOf } from "../delivery.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0475: rendered manifests are made from the file alone, and a remote's manifests hold the address of its primary's gateway.
 */
export const renderedAddressesAreKnown: Rule = (mesh) =>
  mesh.clusters.flatMap((cluster) => {
    if (cluster.role !== "remote" || deliveryOf(cluster, "control-plane") !== "render") return [];
    const primary = mesh.clusters.find(({ name }) => name === cluster.primary);
    if (primary === undefined || primary.gateway.address !== undefined) return [];
    return [
      {
        code: "MP0475",
        message: `the manifests of ${nameText(cluster.name)} need the address of the gateway of ${nameText(primary.name)}, which the file does not give`,
        help: `write it in clusters.${primary.name}.gateway.address`,
        at: fieldSpan(cluster, "delivery"),
      },
    ];
  });
