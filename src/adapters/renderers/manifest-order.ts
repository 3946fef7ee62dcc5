import type { KubeObject } from "../../kube/object.ts";

/** The order in which `istioctl manifest generate` prints objects (operator/cmd/mesh/manifest-generate.go). */
export function compareManifestOrder(a: KubeObject, b: KubeObject): number {
  return (
    rankOf(a) - rankOf(b) ||
    compareText(groupOf(a), groupOf(b)) ||
    compareText(a.kind, b.kind) ||
    compareText(a.metadata.name, b.metadata.name)
  );
}

/** What others wait for first; pods late, and Services, which make them reachable, last. */
const RANKS: { readonly [kind: string]: number } = {
  CustomResourceDefinition: -1000,
  ServiceAccount: 1,
  ClusterRole: 1,
  ClusterRoleBinding: 2,
  ValidatingWebhookConfiguration: 3,
  ConfigMap: 100,
  HorizontalPodAutoscaler: 1001,
  Service: 10_000,
};

function rankOf(object: KubeObject): number {
  return RANKS[object.kind] ?? 1000;
}

function groupOf({ apiVersion }: KubeObject): string {
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
