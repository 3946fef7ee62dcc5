import { groupOf } from "./kinds.ts";

/** How server-side apply merges a list, or a map that is replaced as a whole. */
export type FieldType = "atomic" | "set" | { readonly keys: readonly string[] };

/**
 * The merge rules of one kind. `at` takes a pattern: field names joined by dots, `[]` for "an item of this list",
 * e.g. `spec.template.spec.containers[].env`. Undefined means the default: maps granular, lists atomic.
 */
export interface FieldTypes {
  at(pattern: string): FieldType | undefined;
}

const byKeys = (...keys: string[]): FieldType => ({ keys });

const CONTAINER: Record<string, FieldType> = {
  env: byKeys("name"),
  "env[].valueFrom.fieldRef": "atomic",
  "env[].valueFrom.fileKeyRef": "atomic",
  "env[].valueFrom.configMapKeyRef": "atomic",
  "env[].valueFrom.secretKeyRef": "atomic",
  "env[].valueFrom.resourceFieldRef": "atomic",
  ports: byKeys("containerPort", "protocol"),
  volumeMounts: byKeys("mountPath"),
  volumeDevices: byKeys("devicePath"),
  "resources.claims": byKeys("name"),
};

const POD_SPEC: Record<string, FieldType> = {
  containers: byKeys("name"),
  initContainers: byKeys("name"),
  ephemeralContainers: byKeys("name"),
  volumes: byKeys("name"),
  imagePullSecrets: byKeys("name"),
  "imagePullSecrets[]": "atomic",
  hostAliases: byKeys("ip"),
  topologySpreadConstraints: byKeys("topologyKey", "whenUnsatisfiable"),
  "topologySpreadConstraints[].labelSelector": "atomic",
  nodeSelector: "atomic",
  "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution": "atomic",
  "volumes[].configMap.items": "atomic",
  "volumes[].projected.sources": "atomic",
  "volumes[].downwardAPI.items": "atomic",
  "volumes[].csi.nodePublishSecretRef": "atomic",
  ...prefixed("containers[].", CONTAINER),
  ...prefixed("initContainers[].", CONTAINER),
  ...prefixed("ephemeralContainers[].", CONTAINER),
  resourceClaims: byKeys("name"),
  "resources.claims": byKeys("name"),
  schedulingGates: byKeys("name"),
};

const METADATA: Record<string, FieldType> = {
  "metadata.ownerReferences": byKeys("uid"),
  "metadata.ownerReferences[]": "atomic",
  "metadata.finalizers": "set",
};

const WORKLOAD: Record<string, FieldType> = {
  "spec.selector": "atomic",
  ...prefixed("spec.template.", METADATA),
  ...prefixed("spec.template.spec.", POD_SPEC),
};

/** Source: the list-type and map-type marks of k8s.io/api and apiextensions; the contract suite compares with a real server. */
const KINDS: Record<string, Record<string, FieldType>> = {
  "/Namespace": { "status.conditions": byKeys("type") },
  "/Event": { involvedObject: "atomic", related: "atomic" },
  "/Node": {
    "spec.podCIDRs": "set",
    "status.addresses": byKeys("type"),
    "status.conditions": byKeys("type"),
  },
  "/Pod": {
    ...prefixed("spec.", POD_SPEC),
    "status.conditions": byKeys("type"),
    "status.podIPs": byKeys("ip"),
    "status.hostIPs": "atomic",
    "status.resourceClaimStatuses": byKeys("name"),
    "status.resources.claims": byKeys("name"),
  },
  "/Service": {
    "spec.ports": byKeys("port", "protocol"),
    "spec.selector": "atomic",
    "spec.externalIPs": "atomic",
    "status.conditions": byKeys("type"),
  },
  "/ServiceAccount": {
    secrets: byKeys("name"),
    "secrets[]": "atomic",
    // A pod has this list keyed by name; here it is one value.
    imagePullSecrets: "atomic",
  },
  "/ResourceQuota": { "spec.scopeSelector": "atomic" },
  "apps/Deployment": { ...WORKLOAD, "status.conditions": byKeys("type") },
  "apps/DaemonSet": { ...WORKLOAD, "status.conditions": byKeys("type") },
  "apps/ReplicaSet": { ...WORKLOAD, "status.conditions": byKeys("type") },
  "autoscaling/HorizontalPodAutoscaler": {
    "status.conditions": byKeys("type"),
  },
  "policy/PodDisruptionBudget": { "spec.selector": "atomic", "status.conditions": byKeys("type") },
  "networking.k8s.io/NetworkPolicy": { "spec.podSelector": "atomic" },
  "rbac.authorization.k8s.io/RoleBinding": { roleRef: "atomic" },
  "rbac.authorization.k8s.io/ClusterRoleBinding": { roleRef: "atomic" },
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": webhooks(),
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": webhooks(),
  "apiextensions.k8s.io/CustomResourceDefinition": { "status.conditions": byKeys("type") },
  "gateway.networking.k8s.io/Gateway": {
    "spec.listeners": byKeys("name"),
    "status.conditions": byKeys("type"),
    "status.listeners": byKeys("name"),
  },
};

/** Merge rules of a built-in kind; for a kind outside the table everything but metadata has the default rules. */
export function builtinFieldTypes(apiVersion: string, kind: string): FieldTypes {
  const table = KINDS[`${groupOf(apiVersion)}/${kind}`] ?? {};
  return { at: (pattern) => METADATA[pattern] ?? table[pattern] };
}

function webhooks(): Record<string, FieldType> {
  return {
    webhooks: byKeys("name"),
    "webhooks[].matchConditions": byKeys("name"),
    "webhooks[].namespaceSelector": "atomic",
    "webhooks[].objectSelector": "atomic",
  };
}

function prefixed(prefix: string, table: Record<string, FieldType>): Record<string, FieldType> {
  return Object.fromEntries(Object.entries(table).map(([path, type]) => [prefix + path, type]));
}
