import type { Cluster } from "./model.ts";

/** Whether a cluster runs an istiod that signs or hands out the root: a primary, or a remote with an injector of its own. */
export function isSigner(cluster: Cluster): boolean {
  return cluster.role === "primary" || (cluster.role === "remote" && cluster.injector === "local");
}
