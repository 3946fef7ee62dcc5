import { accessTo } from "../../kube/access-request.ts";
import { unique } from "../installed/values.ts";
import { fact } from "./fact.ts";
import { withIstio } from "./shared/istio-objects.ts";

declare module "../../planner/facts.ts" {
  interface ReachableFacts {
    /** Helm releases in the namespace of Istio, by name; not where others deliver the control plane. */
    readonly helmReleases?: readonly string[];
  }
}

export const helmReleases = fact({
  name: "helmReleases",
  secret: "Helm releases of another Istio (MP0502)",
  wants: (of) => withIstio(of) && { apiVersion: "v1", kind: "Secret", namespace: of.namespace },
  reads: (secrets) => [accessTo("list", secrets)],
  read: async (client, secrets) => {
    const { items } = await client.list(secrets, {
      labelSelector: "owner=helm",
      metadataOnly: true,
    });
    return unique(items.map(({ metadata }) => metadata.labels?.["name"] ?? metadata.name));
  },
});
