import { kindInfo } from "../kube/kinds.ts";
import { kubectlFlags } from "../kube/kubectl-flags.ts";
import type { ObjectRef } from "../kube/object.ts";
import type { PlannedCluster } from "./plan.ts";

/** The words that begin a kubectl command for a cluster, for `commandLine`. */
export function kubectl(
  cluster: Pick<PlannedCluster, "context" | "kubeconfig">,
): readonly string[] {
  return ["kubectl", ...kubectlFlags(cluster)];
}

/** A kind as kubectl takes it: Gateways are of two groups, and only a whole name tells which is meant. */
export function kubectlType({ apiVersion, kind }: Omit<ObjectRef, "name">): string {
  const info = kind === "Gateway" ? kindInfo(apiVersion, kind) : undefined;
  return info === undefined ? kind.toLowerCase() : `${info.plural}.${info.group}`;
}
