import { accessTo } from "../../kube/access-request.ts";
import { textAt } from "../installed/values.ts";
import { fact } from "./fact.ts";
import { readersFor } from "./shared/readers.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** The CA of its API server, PEM, as the cluster tells every workload; absent where no istiod elsewhere needs it. */
    readonly rootCa?: string;
  }
}

/** Source: KEP-1205, kube-controller-manager's root-ca-cert-publisher. */
export const rootCa = fact({
  name: "rootCa",
  // No plan fails where it may not be read: it is not compared then.
  optional: true,
  wants: (of) =>
    readersFor(of).length === 0
      ? undefined
      : {
          apiVersion: "v1",
          kind: "ConfigMap",
          // Kubernetes publishes it in every namespace. This one is always there, and whoever reads its ConfigMaps learns no more.
          namespace: "kube-public",
          name: "kube-root-ca.crt",
        },
  reads: (ref) => [accessTo("get", ref)],
  read: async (client, ref) => textAt(await client.get(ref), "data", "ca.crt"),
});
