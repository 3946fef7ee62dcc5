import { expect, test } from "vitest";
import { pathOf } from "../kube/printed-path.ts";
import { isEssential } from "../../src/planner/essential.ts";

const service = (name: string) => ({
  apiVersion: "v1",
  kind: "Service",
  namespace: "istio-system",
  name,
});

test.each([
  "spec.type",
  "spec.externalIPs",
  'spec.externalIPs[="203.0.113.7"]',
  "spec.selector.istio",
  'spec.ports[port=15443,protocol="TCP"].targetPort',
])("%s of a gateway's Service is not left to others", (path) => {
  expect(isEssential(service("istio-eastwestgateway"), pathOf(path))).toBe(true);
});

test("what only says how the load balancer is made is", () => {
  for (const path of [
    "spec.loadBalancerClass",
    "spec.externalTrafficPolicy",
    "metadata.annotations.a",
  ])
    expect(isEssential(service("istio-eastwestgateway"), pathOf(path))).toBe(false);
});

test("the type of istiod's own Service is", () => {
  expect(isEssential(service("istiod"), pathOf("spec.type"))).toBe(false);
});

test.each([
  ["Namespace", 'metadata.labels["topology.istio.io/network"]', true],
  ["Namespace", "metadata.labels.topology", false],
  ["Secret", 'data["ca.crt"]', true],
  ["Secret", 'metadata.labels["istio/multiCluster"]', true],
  ["Secret", 'metadata.annotations["data.x"]', false],
  ["MutatingWebhookConfiguration", 'webhooks[name="a.b"].clientConfig.url', true],
  ["MutatingWebhookConfiguration", 'webhooks[name="a.b"].failurePolicy', false],
  [
    "Deployment",
    'spec.template.spec.containers[name="discovery"].env[name="CLUSTER_ID"].value',
    true,
  ],
  [
    "DaemonSet",
    'spec.template.spec.containers[name="istio-proxy"].env[name="ISTIO_META_CLUSTER_ID"].value',
    true,
  ],
  ["Deployment", 'spec.template.spec.containers[name="x"].env[name="CLUSTER_ID"].value', false],
  ["Gateway", 'spec.listeners[name="tls"].tls.options["gateway.istio.io/x"]', true],
])("%s %s: %s", (kind, path, isOne) => {
  const object = { apiVersion: "v1", kind, name: "x" };
  expect(isEssential(object, pathOf(path))).toBe(isOne);
});
