import { kindInfo } from "../kube/kinds.ts";
import type { ObjectRef } from "../kube/object.ts";
import type { PlannedCluster } from "./plan.ts";

/** The words that begin a kubectl command for a cluster, for `commandLine`: with the kubeconfig that the mesh file names. */
export function kubectl({
  context,
  kubeconfig,
}: Pick<PlannedCluster, "context" | "kubeconfig">): readonly string[] {
  const file = kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig];
  return ["kubectl", ...file, "--context", context];
}

/** A kind as kubectl takes it: Gateways are of two groups, and only a whole name tells which is meant. */
export function kubectlType({ apiVersion, kind }: Omit<ObjectRef, "name">): string {
  const info = kind === "Gateway" ? kindInfo(apiVersion, kind) : undefined;
  return info === undefined ? kind.toLowerCase() : `${info.plural}.${info.group}`;
}
