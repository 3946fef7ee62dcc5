import type { JsonMap } from "../../../kube/object.ts";
import type { Cluster, Mesh, Revision } from "../../../mesh/model.ts";
import { gatewayRevision } from "../../../mesh/revisions.ts";
import { actionId } from "../../action.ts";
import type { Place, RenderRequest } from "../component.ts";

/** The one manifest of a gateway, of the revision that completes its pods. */
export function gatewayRequests(
  { mesh, cluster }: Place,
  component: string,
  operatorOf: (mesh: Mesh, revision: Revision, cluster: Cluster) => JsonMap,
): readonly RenderRequest[] {
  const revision = gatewayRevision(mesh, cluster);
  if (revision === undefined) return [];
  const operator = (): JsonMap => operatorOf(mesh, revision, cluster);
  return [{ for: actionId(cluster.name, component), revision, operator }];
}
