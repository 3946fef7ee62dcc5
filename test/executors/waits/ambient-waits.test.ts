import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Wait } from "../../../src/planner/action.ts";
import { outcomesOf } from "../event-laws.ts";
import type { World } from "../gated-client.ts";
import { planOf } from "../plans.ts";
import { problemsOf, sayings, startPlan } from "../run-plan.ts";

const NS = "istio-system";
const waiting = (wait: Wait) =>
  planOf({ id: "east/ztunnel", kind: { kind: "wait" }, waits: [wait] });

/** Puts one object after the other, each as soon as the one before was seen. */
async function succession(
  wait: Wait,
  objects: readonly KubeObject[],
  before: (world: World) => void = () => undefined,
) {
  const { world, clock, events } = startPlan(waiting(wait), {}, before);
  await clock.asleep(wait.timeoutSeconds * 1000);
  for (const object of objects) world.put("east", object);
  return { world, clock, events };
}

describe("daemonset-ready: on every node, not on most", () => {
  const wait: Wait = {
    kind: "daemonset-ready",
    namespace: NS,
    name: "ztunnel",
    timeoutSeconds: 300,
  };
  const set = (status: object, spec: object = {}): KubeObject => ({
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "ztunnel", namespace: NS, generation: 1 },
    spec: { selector: { matchLabels: { app: "ztunnel" } }, ...spec },
    status: { observedGeneration: 1, desiredNumberScheduled: 2, ...status },
  });
  const done = {
    currentNumberScheduled: 2,
    updatedNumberScheduled: 2,
    numberReady: 2,
    numberAvailable: 2,
  };

  test("says what is missing at every step", async () => {
    const { events } = await succession(wait, [
      set({ observedGeneration: 0, desiredNumberScheduled: 0 }),
      set({}),
      set({ ...done, updatedNumberScheduled: 1 }),
      set({ ...done, numberReady: 1 }),
      set({ ...done, numberAvailable: 1 }),
      set(done),
    ]);
    expect(sayings(await events)).toEqual([
      "wait-started: DaemonSet istio-system/ztunnel to be ready on every node",
      "wait-progress: not seen by its controller yet",
      "wait-progress: started on 0 of 2 nodes",
      "wait-progress: updated on 1 of 2 nodes",
      "wait-progress: ready on 1 of 2 nodes",
      "wait-progress: available on 1 of 2 nodes",
      "wait-finished: DaemonSet istio-system/ztunnel to be ready on every node",
    ]);
  });

  test("pods that only a deletion replaces are not waited for", async () => {
    const onDelete = { updateStrategy: { type: "OnDelete" } };
    const { events } = startPlan(waiting(wait), {}, (world) =>
      world.put("east", set({ ...done, updatedNumberScheduled: 0 }, onDelete)),
    );
    expect(outcomesOf(await events)).toEqual({ "east/ztunnel": "unchanged" });
  });

  const pod = (node: string, rest: object): KubeObject => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `ztunnel-${node}`, namespace: NS, labels: { app: "ztunnel" } },
    spec: { nodeName: node },
    ...rest,
  });
  const broken = { status: { containerStatuses: [{ state: { waiting: { reason: "NoImage" } } }] } };

  test.each([
    ["the reason of a pod", [pod("a", broken)], "pod ztunnel-a: NoImage"],
    [
      "the nodes, where their pods say nothing",
      ["d", "c", "b", "a"].map((node) => pod(node, {})),
      "not ready on a, b, c, … 1 more",
    ],
  ])("a time-out tells %s", async (_, pods, reason) => {
    const { clock, events } = await succession(
      wait,
      [set({ ...done, numberReady: 1 })],
      (world) => {
        for (const one of pods) world.put("east", one);
      },
    );
    await new Promise(setImmediate);
    clock.advance(300_000);
    expect(problemsOf(await events)).toMatchObject([
      {
        code: "MP9301",
        message: `waited 5m for DaemonSet istio-system/ztunnel to be ready on every node, and last saw: ready on 1 of 2 nodes; ${reason}`,
        nextSteps: ["kubectl --context ctx-east -n istio-system describe daemonset ztunnel"],
      },
    ]);
  });
});

describe("gateway-programmed", () => {
  const wait: Wait = {
    kind: "gateway-programmed",
    namespace: NS,
    name: "istio-eastwestgateway",
    timeoutSeconds: 600,
  };
  const gateway = (...conditions: readonly object[]): KubeObject => ({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { name: "istio-eastwestgateway", namespace: NS, generation: 2 },
    spec: { gatewayClassName: "istio-east-west" },
    status: { conditions: conditions.map((condition) => ({ ...condition })) },
  });
  const accepted = { type: "Accepted", status: "True", observedGeneration: 2 };
  const programmed = { type: "Programmed", status: "True", observedGeneration: 2 };
  const unknown = { status: "Unknown", reason: "Pending", message: "Waiting for controller" };

  test("tells what the controller says, until it is true of what was written last", async () => {
    const { events } = await succession(wait, [
      gateway({ ...unknown, type: "Accepted" }, { ...unknown, type: "Programmed" }),
      gateway(accepted),
      gateway(accepted, { ...programmed, status: "False", message: "address pending" }),
      gateway(accepted, { ...programmed, observedGeneration: 1 }),
      gateway(accepted, programmed),
    ]);
    expect(sayings(await events)).toEqual([
      "wait-started: Gateway istio-system/istio-eastwestgateway to be programmed",
      "wait-progress: Waiting for controller",
      "wait-progress: not Programmed",
      "wait-progress: address pending",
      "wait-progress: not seen by its controller since it was changed",
      "wait-finished: Gateway istio-system/istio-eastwestgateway to be programmed",
    ]);
  });

  const served: KubeObject = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "GatewayClass",
    metadata: { name: "istio-east-west" },
  };
  const labels = { "gateway.networking.k8s.io/gateway-name": "istio-eastwestgateway" };
  const deployment: KubeObject = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "istio-eastwestgateway", namespace: NS },
    spec: { selector: { matchLabels: labels } },
  };
  const pod: KubeObject = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: NS, labels },
    status: { containerStatuses: [{ state: { waiting: { reason: "ErrImagePull" } } }] },
  };

  test.each([
    ["a class nobody made", [], "no controller has made the GatewayClass istio-east-west"],
    ["the reason of its pods", [served, deployment, pod], "pod p: ErrImagePull"],
  ])("a time-out tells %s", async (_, objects, reason) => {
    const { clock, events } = await succession(wait, [gateway(accepted)], (world) => {
      for (const one of objects) world.put("east", one);
    });
    await new Promise(setImmediate);
    clock.advance(600_000);
    expect(problemsOf(await events)).toMatchObject([
      {
        code: "MP9301",
        message: `waited 10m for Gateway istio-system/istio-eastwestgateway to be programmed, and last saw: not Programmed; ${reason}`,
        nextSteps: [
          "kubectl --context ctx-east -n istio-system describe gateways.gateway.networking.k8s.io istio-eastwestgateway",
        ],
      },
    ]);
  });
});
