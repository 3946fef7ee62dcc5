import { hostNameOf } from "../host-name.ts";
import { nameText } from "../name-text.ts";
import { revisionsOf } from "../revisions.ts";
import { gatewaySpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0484: with a host name, the API server calls the injectors of all revisions by that one name, so the name in the TLS
 * handshake no longer tells which revision is meant.
 */
export const hostNamesHaveOneRevision: Rule = (mesh, topology) =>
  mesh.clusters
    .filter(
      (cluster) =>
        topology.exposesControlPlane.includes(cluster.name) &&
        hostNameOf(cluster) !== undefined &&
        revisionsOf(mesh, cluster.name).length > 1,
    )
    .map((cluster) => ({
      code: "MP0484",
      message: `remotes reach ${nameText(cluster.name)} by a host name, under which its revisions cannot be told apart`,
      help: "write an IP address in gateway.address, or have one revision there",
      at: gatewaySpan(cluster, "address"),
    }));
