import type { KubeObject } from "../../../kube/object.ts";
import {
  chartLabels,
  clusterRole,
  clusterRoleBinding,
  NAMESPACE,
  READ,
  type Rule,
  serviceAccount,
} from "./parts.ts";

const READER = "istio-reader-service-account";
const ROLE = `istio-reader-clusterrole-${NAMESPACE}`;

const ISTIO_GROUPS = [
  "config",
  "security",
  "networking",
  "authentication",
  "rbac",
  "telemetry",
  "extensions",
].map((group) => `${group}.istio.io`);

/** The rights of another cluster's istiod to read here. */
const RULES: readonly Rule[] = [
  { groups: ISTIO_GROUPS, resources: ["*"], verbs: READ },
  {
    groups: [""],
    resources: [
      "endpoints",
      "pods",
      "services",
      "nodes",
      "replicationcontrollers",
      "namespaces",
      "secrets",
      "configmaps",
    ],
    verbs: READ,
  },
  {
    groups: ["networking.x-k8s.io", "gateway.networking.k8s.io"],
    resources: ["gateways"],
    verbs: READ,
  },
  { groups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"], verbs: READ },
  { groups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: READ },
  { groups: ["apps"], resources: ["replicasets"], verbs: READ },
  { groups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] },
  { groups: ["authorization.k8s.io"], resources: ["subjectaccessreviews"], verbs: ["create"] },
];

/** Its rights to write where it is the only istiod: root certificate, webhook CA bundles. */
const REMOTE_RULES: readonly Rule[] = [
  { groups: [""], resources: ["configmaps"], verbs: ["create", ...READ, "update"] },
  {
    groups: ["admissionregistration.k8s.io"],
    resources: ["mutatingwebhookconfigurations"],
    verbs: [...READ, "update", "patch"],
  },
  {
    groups: ["admissionregistration.k8s.io"],
    resources: ["validatingwebhookconfigurations"],
    verbs: [...READ, "update"],
  },
];

const labels = (chart: string) => ({ app: "istio-reader", ...chartLabels("istio-reader", chart) });

export function readerAccount(): KubeObject {
  return serviceAccount(READER, labels("base"));
}

export function readerRole(profile: "primary" | "remote"): KubeObject {
  const rules = profile === "remote" ? [...RULES, ...REMOTE_RULES] : RULES;
  return clusterRole(ROLE, labels("istiod"), rules);
}

export function readerBinding(): KubeObject {
  return clusterRoleBinding(ROLE, labels("istiod"), READER);
}
