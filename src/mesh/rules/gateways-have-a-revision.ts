import { nameText } from "../name-text.ts";
import { gatewayRevision, revisionsOf } from "../revisions.ts";
import type { Rule } from "./rule.ts";

/** MP0483: one istiod completes the pods of a gateway, and the file says which one. */
export const gatewaysHaveARevision: Rule = (mesh, topology) =>
  mesh.clusters
    .filter(
      (cluster) =>
        (topology.eastWestGateways.includes(cluster.name) || mesh.istio.ingress === "default") &&
        revisionsOf(mesh, cluster.name).length > 1 &&
        gatewayRevision(mesh, cluster) === undefined,
    )
    .map((cluster) => ({
      code: "MP0483",
      message: `cluster ${nameText(cluster.name)} has ${String(revisionsOf(mesh, cluster.name).length)} revisions, and none of them is said to run its gateways`,
      help: "point the tag default to one: `tags: { default: REVISION }`",
      at: cluster.at,
    }));
