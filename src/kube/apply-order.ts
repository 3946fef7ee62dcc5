import { type KubeObject, refOf, refText } from "./object.ts";

/**
 * The order of objects inside one action: what others refer to comes first.
 * ServiceAccounts precede workloads, because a ReplicaSet's first try fails without them; CRs come last, their CRDs first.
 */
const ORDER = [
  "CustomResourceDefinition",
  "Namespace",
  "ResourceQuota",
  "ServiceAccount",
  "ClusterRole",
  "Role",
  "ClusterRoleBinding",
  "RoleBinding",
  "ConfigMap",
  "Secret",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
  "Service",
  "EndpointSlice",
  "Endpoints",
  "Deployment",
  "DaemonSet",
  "PodDisruptionBudget",
  "HorizontalPodAutoscaler",
];

/** Objects of one stage may be written at the same time; stages follow each other. */
export function applyStage(kind: string): number {
  const index = ORDER.indexOf(kind);
  return index < 0 ? ORDER.length : index;
}

export function compareApplyOrder(a: KubeObject, b: KubeObject): number {
  return (
    applyStage(a.kind) - applyStage(b.kind) || compareText(refText(refOf(a)), refText(refOf(b)))
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
