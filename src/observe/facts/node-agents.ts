import { accessTo } from "../../kube/access-request.ts";
import { PART_OF_LABEL } from "../../planner/names.ts";
import { fact } from "./fact.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** In a primary of a sidecar mesh, to which they would be news: DaemonSets of this mesh, such as ztunnel. */
    readonly nodeAgents?: readonly string[];
  }
}

export const nodeAgents = fact({
  name: "nodeAgents",
  optional: true,
  wants: ({ file, role, namespace, part }) =>
    file?.mesh.mode === "sidecar" && role === "primary"
      ? { part, apiVersion: "apps/v1", kind: "DaemonSet", namespace }
      : undefined,
  reads: (kind) => [accessTo("list", kind)],
  read: async (client, { part, ...kind }) => {
    const { items } = await client.list(kind, {
      labelSelector: `${PART_OF_LABEL}=${part}`,
      metadataOnly: true,
    });
    return items.map(({ metadata }) => metadata.name).sort();
  },
});
