import { accessTo } from "../../kube/access-request.ts";
import type { KubeObject } from "../../kube/object.ts";
import { fact } from "./fact.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** In a primary: the Secrets by which istiod reads other clusters, with the cluster each says it is for. */
    readonly remoteSecrets?: readonly { readonly name: string; readonly cluster?: string }[];
  }
}

export const remoteSecrets = fact({
  name: "remoteSecrets",
  optional: true,
  secret: "remote secrets of other clusters (MP0528, MP0529)",
  wants: ({ file, role, namespace }) =>
    file === undefined || role === "remote"
      ? undefined
      : { apiVersion: "v1", kind: "Secret", namespace },
  reads: (secrets) => [accessTo("list", secrets)],
  read: async (client, secrets) => {
    const { items } = await client.list(secrets, {
      labelSelector: "istio/multiCluster=true",
      metadataOnly: true,
    });
    return items.map(remoteSecret);
  },
});

function remoteSecret({ metadata }: KubeObject) {
  const cluster = metadata.annotations?.["networking.istio.io/cluster"];
  return { name: metadata.name, ...(cluster === undefined ? {} : { cluster }) };
}
