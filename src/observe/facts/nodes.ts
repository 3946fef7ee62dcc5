import { accessTo } from "../../kube/access-request.ts";
import type { KubeObject } from "../../kube/object.ts";
import { mapsAt } from "../installed/values.ts";
import { fact } from "./fact.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** Its nodes that have an address outside, where the gateway is reached at their addresses. */
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
  read: async (client, kind) => (await client.list(kind, { keep: namedFromOutside })).items,
});

/** Of thousands of nodes only those can be the way to a gateway that have an address outside, and only this is asked of them. */
function namedFromOutside({ apiVersion, kind, metadata, status }: KubeObject) {
  const addresses = mapsAt(status, "addresses").filter(({ type }) => type === "ExternalIP");
  if (addresses.length === 0) return undefined;
  const { name, labels = {} } = metadata;
  return { apiVersion, kind, metadata: { name, labels }, status: { addresses } };
}
