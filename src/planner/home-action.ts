import type { KubeObject } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";
import { actionId } from "./action.ts";
import { nodeAgentOf } from "./components/node-agents.ts";
import { isTag } from "./desired.ts";

/** The action that writes an object which was rendered for `request`: some of a render belong to actions of their own. */
export function homeAction(cluster: ClusterName, request: string, object: KubeObject): string {
  if (isTag(object)) return actionId(cluster, "tags");
  const agent = nodeAgentOf(object);
  if (agent !== undefined && request.startsWith(actionId(cluster, "control-plane")))
    return actionId(cluster, agent);
  const isGatewayService = object.kind === "Service" && request === actionId(cluster, "gateway");
  return isGatewayService ? actionId(cluster, "gateway-address") : request;
}
