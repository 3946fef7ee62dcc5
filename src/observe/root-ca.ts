import { ApiError } from "../kube/api-error.ts";
import { isMap } from "../kube/object.ts";
import type { ReachableFacts } from "../planner/facts.ts";
import type { ClusterReader } from "../ports.ts";

/** Kubernetes publishes it in every namespace. This one is always there, and whoever reads its ConfigMaps learns no more. */
export const ROOT_CA = {
  apiVersion: "v1",
  kind: "ConfigMap",
  namespace: "kube-public",
  name: "kube-root-ca.crt",
};

/**
 * The CA of a cluster's API server, as it tells every workload.
 * What may not be read is not compared: no plan fails for it.
 *
 * Source: KEP-1205, kube-controller-manager's root-ca-cert-publisher.
 */
export async function readRootCa(client: ClusterReader): Promise<Pick<ReachableFacts, "rootCa">> {
  const found = await client.get(ROOT_CA).catch((error: unknown) => {
    if (error instanceof ApiError && error.api.status === 403) return undefined;
    throw error;
  });
  const data = found?.["data"];
  const text = isMap(data) ? data["ca.crt"] : undefined;
  return typeof text === "string" ? { rootCa: text } : {};
}
