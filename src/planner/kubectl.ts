import type { PlannedCluster } from "./plan.ts";

/** The words that begin a kubectl command for a cluster, for `commandLine`: with the kubeconfig that the mesh file names. */
export function kubectl({
  context,
  kubeconfig,
}: Pick<PlannedCluster, "context" | "kubeconfig">): readonly string[] {
  const file = kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig];
  return ["kubectl", ...file, "--context", context];
}
