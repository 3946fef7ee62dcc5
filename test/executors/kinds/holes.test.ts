import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../../src/kube/object.ts";
import { deferred } from "../../../src/planner/deferred.ts";
import { configMap, id, planOf } from "../plans.ts";
import { problemsOf, startPlan } from "../run-plan.ts";

describe("values that are known only now", () => {
  const service: KubeObject = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "istio-eastwestgateway", namespace: "istio-system" },
    spec: { type: "LoadBalancer" },
  };
  const hole = (template?: string) =>
    deferred({ action: id("east/gateway-address"), output: "address" }, template);
  const slice = (addressType: string): KubeObject => ({
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "istiod", namespace: "istio-system" },
    addressType,
    endpoints: [{ addresses: [hole()] }],
  });
  const address = {
    id: "east/gateway-address",
    objects: [service],
    waits: [
      {
        kind: "load-balancer-address",
        namespace: "istio-system",
        name: "istio-eastwestgateway",
        timeoutSeconds: 600,
      },
    ],
  } as const;
  const withNeed = (...objects: readonly KubeObject[]) =>
    planOf(address, { id: "west/control-plane", needs: ["east/gateway-address"], objects });

  test("fill the holes of a body, also inside strings", async () => {
    const plan = withNeed(configMap("values", { url: hole("https://{}:15012") }), slice("IPv4"));
    const { world, events } = startPlan(plan);
    await events;
    expect(world.objects.get("west ConfigMap istio-system/values")?.["data"]).toEqual({
      url: "https://198.51.100.4:15012",
    });
    expect(world.objects.get("west EndpointSlice istio-system/istiod")?.["endpoints"]).toEqual([
      { addresses: ["198.51.100.4"] },
    ]);
  });

  test("an address of the other family is a problem with a way out", async () => {
    const { events } = startPlan(withNeed(slice("IPv6")));
    expect(problemsOf(await events)).toMatchObject([
      {
        code: "MP9307",
        message:
          "the gateway's address is 198.51.100.4, but EndpointSlice istio-system/istiod was planned for IPv6",
      },
    ]);
  });

  test("a hole that nobody fills is our bug", async () => {
    const plan = planOf({
      id: "west/control-plane",
      objects: [configMap("values", { a: hole() })],
    });
    await expect(startPlan(plan).events).rejects.toThrow(
      "internal: west/control-plane was started before east/gateway-address#address",
    );
  });
});
