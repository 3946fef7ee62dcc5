import { type Json, type JsonMap, type KubeObject } from "../../../kube/object.ts";

export const NAMESPACE = "istio-system";
const RBAC = "rbac.authorization.k8s.io";

type Labels = { readonly [key: string]: string };

/** The labels Istio's charts put on everything. `1.0.0` is what istioctl prints, whatever the version. */
export function chartLabels(name: string, chart: string): Labels {
  return {
    "app.kubernetes.io/instance": "istio",
    "app.kubernetes.io/managed-by": "Helm",
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/part-of": "istio",
    "app.kubernetes.io/version": "1.0.0",
    "helm.sh/chart": `${chart}-1.0.0`,
    release: "istio",
  };
}

/** The labels by which istioctl recognises its own objects; meshplan strips them, so they must be there to be stripped. */
export function operatorLabels(component: string): Labels {
  return {
    "install.operator.istio.io/owning-resource": "unknown",
    "operator.istio.io/component": component,
    "istio.io/rev": "default",
  };
}

export const ISTIOD_LABELS: Labels = { app: "istiod", ...chartLabels("istiod", "istiod") };

export function without(labels: Labels, ...keys: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !keys.includes(key)));
}

export function object(
  apiVersion: string,
  kind: string,
  metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Labels;
    readonly annotations?: Labels;
  },
  rest: JsonMap = {},
): KubeObject {
  return { apiVersion, kind, metadata, ...rest };
}

export function serviceAccount(name: string, labels: Labels): KubeObject {
  return object("v1", "ServiceAccount", { name, namespace: NAMESPACE, labels });
}

export interface Rule {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Absent: all of them. */
  readonly names?: readonly string[];
}

export const READ = ["get", "list", "watch"];
export const WRITE = ["get", "watch", "list", "update", "patch", "create", "delete"];

function rulesOf(rules: readonly Rule[]): Json {
  return rules.map(({ groups, resources, verbs, names }) => ({
    apiGroups: groups,
    resources,
    ...(names === undefined ? {} : { resourceNames: names }),
    verbs,
  }));
}

export function clusterRole(name: string, labels: Labels, rules: readonly Rule[]): KubeObject {
  return object(`${RBAC}/v1`, "ClusterRole", { name, labels }, { rules: rulesOf(rules) });
}

export function role(name: string, labels: Labels, rules: readonly Rule[]): KubeObject {
  const metadata = { name, namespace: NAMESPACE, labels };
  return object(`${RBAC}/v1`, "Role", metadata, { rules: rulesOf(rules) });
}

/** Binds the role of the same name. */
export function clusterRoleBinding(name: string, labels: Labels, account: string): KubeObject {
  return object(
    `${RBAC}/v1`,
    "ClusterRoleBinding",
    { name, labels },
    binding("ClusterRole", name, { name: account, namespace: NAMESPACE }),
  );
}

/** Binds the role of the same name. The gateway chart names no namespace for its account. */
export function roleBinding(
  name: string,
  labels: Labels,
  account: { readonly name: string; readonly namespace?: string },
): KubeObject {
  const metadata = { name, namespace: NAMESPACE, labels };
  return object(`${RBAC}/v1`, "RoleBinding", metadata, binding("Role", name, account));
}

function binding(
  kind: string,
  name: string,
  account: { readonly name: string; readonly namespace?: string },
): JsonMap {
  return {
    roleRef: { apiGroup: RBAC, kind, name },
    subjects: [{ kind: "ServiceAccount", ...account }],
  };
}

/** One to five replicas by CPU, as both charts have it; the maximum is the minimum where that is more than five. */
export function autoscaler(name: string, labels: Labels, minReplicas = 1): KubeObject {
  const metadata = { name, namespace: NAMESPACE, labels };
  return object("autoscaling/v2", "HorizontalPodAutoscaler", metadata, {
    spec: {
      maxReplicas: Math.max(5, minReplicas),
      metrics: [
        {
          resource: { name: "cpu", target: { averageUtilization: 80, type: "Utilization" } },
          type: "Resource",
        },
      ],
      minReplicas,
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
    },
  });
}
