import { accessTo } from "../../kube/access-request.ts";
import type { KubeObject } from "../../kube/object.ts";
import { fact } from "./fact.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** Its nodes, where the gateway is reached at their addresses. */
    readonly nodes?: readonly KubeObject[];
  }
}

export const nodes = fact({
  name: "nodes",
  wants: ({ file }) => {
    const gateway = file?.cluster.gateway;
    return gateway?.type === "NodePort" && gateway.address === undefined
      ? { apiVersion: "v1", kind: "Node" }
      : undefined;
  },
  reads: (kind) => [accessTo("list", kind)],
  read: async (client, kind) => (await client.list(kind)).items,
});
