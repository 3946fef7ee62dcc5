import type { Wait } from "./action.ts";

/**
 * What one wait watches, as a noun phrase: "LoadBalancer address of istio-eastwestgateway".
 *
 * Plan, events and screens say it in the same words, so that a line of the plan can be found again in a log.
 * It reads well after "waits for", "waiting for" and "waited 5m for" and names the cluster only where it is not the action's own.
 */
export function waitText(wait: Wait, cluster: string): string {
  switch (wait.kind) {
    case "crds-established":
      return wait.names.length === 1
        ? `CustomResourceDefinition ${wait.names[0] ?? ""} to be established`
        : `${wait.names.length} CustomResourceDefinitions to be established`;
    case "deployment-available":
      return `Deployment ${wait.namespace}/${wait.name} to be available`;
    case "daemonset-ready":
      return `DaemonSet ${wait.namespace}/${wait.name} to be ready on every node`;
    case "gateway-programmed":
      return `Gateway ${wait.namespace}/${wait.name} to be programmed`;
    case "webhook-ca":
      return `CA bundle in every webhook of ${wait.configuration} ${wait.name}`;
    case "validation-answers":
      return `validation webhook of ${wait.namespace} to answer`;
    case "load-balancer-address":
      return `LoadBalancer address of ${wait.name}`;
    case "token-filled":
      return `token in Secret ${wait.namespace}/${wait.name}`;
    case "cluster-synced":
      return `istiod of ${cluster} to report ${wait.of} as synced`;
    case "root-certificate":
      return `root certificate ConfigMap in ${wait.namespace}`;
    case "as-rendered":
      return `${wait.file} to be applied by ${wait.by ?? "Argo CD, Flux or whoever applies it"}`;
  }
}
