import type { ObjectRef } from "./object.ts";

/** How one kind is addressed over HTTP. */
export interface KindInfo {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** A client knows it in advance; a server knows it only after somebody defined it. */
  readonly isCustom: boolean;
}

const CORE = "";
const kind = (group: string, name: string, plural: string, namespaced: boolean): KindInfo => ({
  group,
  kind: name,
  plural,
  namespaced,
  isCustom: false,
});
const custom = (...parts: Parameters<typeof kind>): KindInfo => ({
  ...kind(...parts),
  isCustom: true,
});

/**
 * Every kind meshplan writes or reads. Discovery is not needed for these: their addresses never change
 * within a version, and one round trip per cluster is saved.
 */
const KINDS: readonly KindInfo[] = [
  kind(CORE, "Namespace", "namespaces", false),
  kind(CORE, "Node", "nodes", false),
  kind(CORE, "ConfigMap", "configmaps", true),
  kind(CORE, "Secret", "secrets", true),
  kind(CORE, "Service", "services", true),
  kind(CORE, "ServiceAccount", "serviceaccounts", true),
  kind(CORE, "Pod", "pods", true),
  kind(CORE, "Endpoints", "endpoints", true),
  kind(CORE, "Event", "events", true),
  kind(CORE, "ResourceQuota", "resourcequotas", true),
  kind("apps", "Deployment", "deployments", true),
  kind("apps", "ReplicaSet", "replicasets", true),
  kind("apps", "DaemonSet", "daemonsets", true),
  kind("autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true),
  kind("policy", "PodDisruptionBudget", "poddisruptionbudgets", true),
  kind("networking.k8s.io", "NetworkPolicy", "networkpolicies", true),
  kind("discovery.k8s.io", "EndpointSlice", "endpointslices", true),
  kind("coordination.k8s.io", "Lease", "leases", true),
  kind("rbac.authorization.k8s.io", "Role", "roles", true),
  kind("rbac.authorization.k8s.io", "RoleBinding", "rolebindings", true),
  kind("rbac.authorization.k8s.io", "ClusterRole", "clusterroles", false),
  kind("rbac.authorization.k8s.io", "ClusterRoleBinding", "clusterrolebindings", false),
  kind("apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions", false),
  kind(
    "admissionregistration.k8s.io",
    "MutatingWebhookConfiguration",
    "mutatingwebhookconfigurations",
    false,
  ),
  kind(
    "admissionregistration.k8s.io",
    "ValidatingWebhookConfiguration",
    "validatingwebhookconfigurations",
    false,
  ),
  custom("networking.istio.io", "Gateway", "gateways", true),
  custom("networking.istio.io", "VirtualService", "virtualservices", true),
  custom("gateway.networking.k8s.io", "Gateway", "gateways", true),
  custom("gateway.networking.k8s.io", "GatewayClass", "gatewayclasses", false),
  // istio-cni adds this on OpenShift.
  custom("k8s.cni.cncf.io", "NetworkAttachmentDefinition", "network-attachment-definitions", true),
];

const BY_KEY = new Map(KINDS.map((info) => [`${info.group}/${info.kind}`, info]));

/** The API group of an apiVersion: `apps` of `apps/v1`, the empty string of `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? CORE : apiVersion.slice(0, slash);
}

/** Undefined for a kind outside the table: a renderer produced something meshplan does not know how to address. */
export function kindInfo(apiVersion: string, kindName: string): KindInfo | undefined {
  return BY_KEY.get(`${groupOf(apiVersion)}/${kindName}`);
}

export function allKinds(): readonly KindInfo[] {
  return KINDS;
}

/** URL path of a collection, e.g. `/apis/apps/v1/namespaces/istio-system/deployments`. */
export function collectionPath(ref: Omit<ObjectRef, "name">): string {
  const info = kindInfo(ref.apiVersion, ref.kind);
  if (info === undefined)
    throw new Error(`internal: no URL known for ${ref.apiVersion} ${ref.kind}`);
  const root = info.group === CORE ? `/api/${ref.apiVersion}` : `/apis/${ref.apiVersion}`;
  const scope =
    info.namespaced && ref.namespace !== undefined
      ? `/namespaces/${encodeURIComponent(ref.namespace)}`
      : "";
  return `${root}${scope}/${info.plural}`;
}

/** URL path of one object. */
export function objectPath(ref: ObjectRef): string {
  return `${collectionPath(ref)}/${encodeURIComponent(ref.name)}`;
}
