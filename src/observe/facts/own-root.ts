import { accessTo } from "../../kube/access-request.ts";
import { fact } from "./fact.ts";
import { writesRoot } from "./shared/cacerts-secret.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** An istiod keeps a root here that it made itself: the Secret istio-ca-secret. Only where meshplan would write another. */
    readonly ownRoot?: true;
  }
}

export const ownRoot = fact({
  name: "ownRoot",
  secret: "a root that istiod made itself (MP0543)",
  wants: (of) =>
    // istiod keeps such a root beside its configuration: not in a host.
    writesRoot(of) && (of.role === "primary" || (of.role === "remote" && of.signs))
      ? { apiVersion: "v1", kind: "Secret", namespace: of.namespace, name: "istio-ca-secret" }
      : undefined,
  reads: (secret) => [accessTo("get", secret)],
  read: async (client, secret) => ((await client.get(secret)) === undefined ? undefined : true),
});
