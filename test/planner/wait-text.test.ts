import { expect, test } from "vitest";
import type { Wait } from "../../src/planner/action.ts";
import { waitText } from "../../src/planner/wait-text.ts";
import type { ClusterName } from "../../src/mesh/model.ts";

const timeoutSeconds = 300;
const cluster2 = "cluster2" as ClusterName;
const WAITS: readonly (readonly [Wait, string])[] = [
  [
    { kind: "crds-established", timeoutSeconds, names: ["a.istio.io", "b.istio.io"] },
    "2 CustomResourceDefinitions to be established",
  ],
  [
    { kind: "crds-established", timeoutSeconds, names: ["a.istio.io"] },
    "CustomResourceDefinition a.istio.io to be established",
  ],
  [
    {
      kind: "deployment-available",
      timeoutSeconds,
      namespace: "istio-system",
      name: "istiod",
    },
    "Deployment istio-system/istiod to be available",
  ],
  [
    { kind: "daemonset-ready", timeoutSeconds, namespace: "istio-system", name: "ztunnel" },
    "DaemonSet istio-system/ztunnel to be ready on every node",
  ],
  [
    { kind: "gateway-programmed", timeoutSeconds, namespace: "istio-system", name: "east-west" },
    "Gateway istio-system/east-west to be programmed",
  ],
  [
    {
      kind: "webhook-ca",
      timeoutSeconds,
      configuration: "MutatingWebhookConfiguration",
      name: "istio-sidecar-injector",
    },
    "CA bundle in every webhook of MutatingWebhookConfiguration istio-sidecar-injector",
  ],
  [
    {
      kind: "validation-answers",
      deployment: "istiod",
      revision: "default",
      timeoutSeconds,
      namespace: "istio-system",
    },
    "validation webhook of istio-system to answer",
  ],
  [
    {
      kind: "load-balancer-address",
      timeoutSeconds,
      namespace: "istio-system",
      name: "istio-eastwestgateway",
    },
    "LoadBalancer address of istio-eastwestgateway",
  ],
  [
    { kind: "token-filled", timeoutSeconds, namespace: "istio-system", name: "istio-reader" },
    "token in Secret istio-system/istio-reader",
  ],
  [
    { kind: "cluster-synced", timeoutSeconds, of: cluster2, namespace: "istio-system" },
    "istiod of cluster1 to report cluster2 as synced",
  ],
  [
    { kind: "root-certificate", timeoutSeconds, namespace: "istio-system" },
    "root certificate ConfigMap in istio-system",
  ],
  [
    { kind: "as-rendered", timeoutSeconds, file: "cluster1/10-namespace.yaml", objects: [] },
    "cluster1/10-namespace.yaml to be applied by Argo CD, Flux or whoever applies it",
  ],
  [
    {
      kind: "as-rendered",
      timeoutSeconds,
      file: "cluster1/10-namespace.yaml",
      objects: [],
      by: "Argo CD application mesh",
    },
    "cluster1/10-namespace.yaml to be applied by Argo CD application mesh",
  ],
];

test.each(WAITS)("%o reads as a noun phrase", (wait, text) => {
  expect(waitText(wait, "cluster1")).toBe(text);
});
