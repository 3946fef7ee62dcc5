import { type Sandbox, type SandboxOptions, startClusters } from "../kube/clusters.ts";
import { playIstio } from "./play-istio.ts";

export type { Sandbox, SandboxCluster } from "../kube/clusters.ts";

/** Starts embedded clusters in which an Istio can be installed: its istiods answer once their Deployments are available. */
export function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  return startClusters(options, playIstio);
}
