import type { Json, JsonMap, KubeObject } from "../../../kube/object.ts";
import { chartLabels, NAMESPACE, object, without } from "./parts.ts";
import { textAt } from "../../../kube/at.ts";

const NAME = "ztunnel";
const LABELS = without(chartLabels(NAME, NAME), "release");

/** The proxy on every node through which ambient pods talk. */
export function ztunnel(spec: Json | undefined): readonly KubeObject[] {
  const revision = textAt(spec, "revision");
  const annotations: { readonly [key: string]: string } =
    revision === "" ? {} : { "istio.io/rev": revision };
  const metadata = { name: NAME, namespace: NAMESPACE, labels: LABELS, annotations };
  return [
    object("v1", "ServiceAccount", metadata),
    object("apps/v1", "DaemonSet", metadata, {
      spec: {
        selector: { matchLabels: { app: NAME } },
        updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
        template: {
          metadata: {
            annotations: { ...annotations, "sidecar.istio.io/inject": "false" },
            labels: {
              ...LABELS,
              app: NAME,
              "istio.io/dataplane-mode": "none",
              "sidecar.istio.io/inject": "false",
            },
          },
          spec: {
            containers: [proxy(spec)],
            nodeSelector: { "kubernetes.io/os": "linux" },
            priorityClassName: "system-node-critical",
            serviceAccountName: NAME,
            volumes: [{ configMap: { name: "istio-ca-root-cert" }, name: "istiod-ca-cert" }],
          },
        },
      },
    }),
  ];
}

function proxy(spec: Json | undefined): JsonMap {
  const global = (...path: readonly string[]): string => textAt(spec, "values", "global", ...path);
  const istiod = `istiod.${NAMESPACE}.svc:15012`;
  return {
    name: "istio-proxy",
    image: `${textAt(spec, "hub")}/ztunnel:${textAt(spec, "tag")}-distroless`,
    args: ["proxy", "ztunnel"],
    env: [
      { name: "CA_ADDRESS", value: istiod },
      { name: "XDS_ADDRESS", value: istiod },
      { name: "NETWORK", value: global("network") },
      { name: "ISTIO_META_CLUSTER_ID", value: global("multiCluster", "clusterName") },
      { name: "INPOD_ENABLED", value: "true" },
    ],
    ports: [{ containerPort: 15020, name: "ztunnel-stats", protocol: "TCP" }],
    readinessProbe: { httpGet: { path: "/healthz/ready", port: 15021 } },
    resources: { requests: { cpu: "200m", memory: "512Mi" } },
    securityContext: {
      capabilities: { add: ["NET_ADMIN", "SYS_ADMIN", "NET_RAW"], drop: ["ALL"] },
      privileged: false,
      runAsUser: 0,
    },
    volumeMounts: [{ mountPath: "/var/run/secrets/istio", name: "istiod-ca-cert" }],
  };
}
