import type { Cluster } from "./model.ts";

/**
 * Whether a cluster runs an istiod that signs or hands out the root: its own, that of another cluster it hosts, or the injector
 * of a remote.
 */
export function isSigner(cluster: Cluster): boolean {
  switch (cluster.role) {
    case "primary":
      return cluster.host === undefined;
    case "remote":
      return cluster.injector === "local";
    case "host":
      return true;
  }
}
