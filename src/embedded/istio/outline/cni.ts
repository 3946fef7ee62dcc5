import { isMap, type Json, type JsonMap, type KubeObject } from "../../../kube/object.ts";
import {
  chartLabels,
  clusterRole,
  clusterRoleBinding,
  NAMESPACE,
  object,
  operatorLabels,
  READ,
  serviceAccount,
  without,
} from "./parts.ts";
import { at, textAt } from "../../../kube/at.ts";

const NAME = "istio-cni";
const NODE = `${NAME}-node`;
const CHART = chartLabels(NAME, "cni");
const LABELS = { ...CHART, ...operatorLabels("Cni") };
/** The chart gives its bindings for these two one label, whichever of them a binding is for. */
const REPAIR_LABELS = { ...LABELS, "k8s-app": `${NAME}-repair` };

/** The agent on every node that leads the traffic of ambient pods into ztunnel, with its rights and settings. */
export function cni(spec: Json | undefined): readonly KubeObject[] {
  const labels = { ...LABELS, app: NAME };
  const pods = { groups: [""], resources: ["pods"], verbs: ["watch", "get", "list"] };
  return [
    serviceAccount(NAME, labels),
    clusterRole(NAME, labels, [
      { groups: [""], resources: ["pods", "nodes", "namespaces"], verbs: READ },
    ]),
    clusterRole(`${NAME}-ambient`, labels, [
      { groups: [""], resources: ["pods/status"], verbs: ["patch", "update"] },
      { groups: ["apps"], resources: ["daemonsets"], names: [NODE], verbs: ["get"] },
    ]),
    clusterRole(`${NAME}-repair-role`, labels, [
      { groups: [""], resources: ["events"], verbs: ["create", "patch"] },
      pods,
    ]),
    clusterRoleBinding(NAME, labels, NAME),
    clusterRoleBinding(`${NAME}-ambient`, REPAIR_LABELS, NAME),
    repairBinding(),
    settings(spec),
    daemonSet(spec),
  ];
}

/** The one binding whose role has another name. */
function repairBinding(): KubeObject {
  const binding = clusterRoleBinding(`${NAME}-repair-role`, REPAIR_LABELS, NAME);
  return { ...binding, metadata: { ...binding.metadata, name: `${NAME}-repair-rolebinding` } };
}

function settings(spec: Json | undefined): KubeObject {
  const metadata = {
    name: `${NAME}-config`,
    namespace: NAMESPACE,
    labels: { ...LABELS, app: NAME },
  };
  const own = at(spec, "values", "cni", "env");
  const data = {
    AMBIENT_ENABLED: "true",
    CHAINED_CNI_PLUGIN: "true",
    CURRENT_AGENT_VERSION: textAt(spec, "tag"),
    EXCLUDE_NAMESPACES: "kube-system",
    ...(isMap(own) ? own : {}),
  };
  return object("v1", "ConfigMap", metadata, { data });
}

function daemonSet(spec: Json | undefined): KubeObject {
  const metadata = {
    name: NODE,
    namespace: NAMESPACE,
    labels: { ...LABELS, "k8s-app": NODE },
  };
  return object("apps/v1", "DaemonSet", metadata, {
    spec: {
      selector: { matchLabels: { "k8s-app": NODE } },
      updateStrategy: { rollingUpdate: { maxUnavailable: 1 }, type: "RollingUpdate" },
      template: {
        metadata: {
          annotations: { "sidecar.istio.io/inject": "false" },
          labels: {
            ...without(CHART, "release"),
            "k8s-app": NODE,
            "istio.io/dataplane-mode": "none",
            "sidecar.istio.io/inject": "false",
          },
        },
        spec: {
          containers: [installCni(spec)],
          nodeSelector: { "kubernetes.io/os": "linux" },
          priorityClassName: "system-node-critical",
          serviceAccountName: NAME,
        },
      },
    },
  });
}

function installCni(spec: Json | undefined): JsonMap {
  return {
    name: "install-cni",
    image: `${textAt(spec, "hub")}/install-cni:${textAt(spec, "tag")}-distroless`,
    command: ["install-cni"],
    envFrom: [{ configMapRef: { name: `${NAME}-config` } }],
    ports: [{ containerPort: 15014, name: "metrics", protocol: "TCP" }],
    readinessProbe: { httpGet: { path: "/readyz", port: 8000 } },
    resources: { requests: { cpu: "100m", memory: "100Mi" } },
    securityContext: {
      capabilities: {
        add: ["NET_ADMIN", "NET_RAW", "SYS_PTRACE", "SYS_ADMIN", "DAC_OVERRIDE"],
        drop: ["ALL"],
      },
      privileged: false,
      runAsUser: 0,
    },
  };
}
