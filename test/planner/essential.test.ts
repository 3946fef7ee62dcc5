import { expect, test } from "vitest";
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
  expect(isEssential(service("istio-eastwestgateway"), path)).toBe(true);
});

test("what only says how the load balancer is made is", () => {
  for (const path of [
    "spec.loadBalancerClass",
    "spec.externalTrafficPolicy",
    "metadata.annotations.a",
  ])
    expect(isEssential(service("istio-eastwestgateway"), path)).toBe(false);
});

test("the type of istiod's own Service is", () => {
  expect(isEssential(service("istiod"), "spec.type")).toBe(false);
});
