import { describe, expect, test } from "vitest";
import { refOf } from "../../../src/kube/object.ts";
import type { Wait } from "../../../src/planner/action.ts";
import { deferred } from "../../../src/planner/deferred.ts";
import type { Plan } from "../../../src/planner/plan.ts";
import { outcomesOf } from "../event-laws.ts";
import { configMap, id, planOf } from "../plans.ts";
import { problemsOf, sayings, startPlan } from "../run-plan.ts";

const FILE = "east/30-control-plane.yaml";
const ADDRESS = "203.0.113.7";
const balanced = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "gateway", namespace: "istio-system" },
  status: { loadBalancer: { ingress: [{ ip: ADDRESS }] } },
};

/** east/control-plane waits for two ConfigMaps; the second holds an address that another action hands out. */
function awaited(): Plan {
  const output = { action: id("west/gateway-address"), output: "address" };
  const bodies = new Map([
    ["first", configMap("a", { key: "as rendered" })],
    ["second", configMap("b", { key: deferred(output, "https://{}:15012") })],
  ]);
  const objects = [...bodies].map(([body, object]) => ({ object: refOf(object), body }));
  const timeoutSeconds = 300;
  const address: Wait = {
    kind: "load-balancer-address",
    namespace: "istio-system",
    name: "gateway",
    timeoutSeconds,
  };
  const plan = planOf(
    { id: "west/gateway-address", kind: { kind: "wait" }, waits: [address] },
    {
      id: "east/control-plane",
      kind: { kind: "wait" },
      needs: ["west/gateway-address"],
      waits: [{ kind: "as-rendered", file: FILE, objects, by: "Argo CD", timeoutSeconds }],
    },
  );
  return { ...plan, bodies };
}

describe("as-rendered: others applied what meshplan rendered", () => {
  test("names what is missing and what differs, until everything is there", async () => {
    const { world, clock, events } = startPlan(awaited(), {}, (before) =>
      before.put("west", balanced),
    );
    await clock.asleep(50);
    world.put("east", configMap("a", { key: "otherwise" }));
    clock.advance(50);
    await clock.asleep(100);
    world.put("east", configMap("a", { key: "as rendered", more: "of somebody else" }));
    world.put("east", configMap("b", { key: `https://192.0.2.1:15012` }));
    clock.advance(100);
    await clock.asleep(200);
    world.put("east", configMap("b", { key: `https://${ADDRESS}:15012` }));
    clock.advance(200);
    const all = await events;
    expect(sayings(all).filter((text) => !text.includes("gateway"))).toEqual([
      `wait-started: ${FILE} to be applied by Argo CD`,
      "wait-progress: 0 of 2 objects as rendered; ConfigMap istio-system/a is missing",
      "wait-progress: 0 of 2 objects as rendered; ConfigMap istio-system/a differs in data.key",
      "wait-progress: 1 of 2 objects as rendered; ConfigMap istio-system/b differs in data.key",
      `wait-finished: ${FILE} to be applied by Argo CD`,
    ]);
    expect(outcomesOf(all)["east/control-plane"]).toBe("unchanged");
    expect(world.sent).toEqual([]);
  });

  test("ends with the object that is missing when its time is over", async () => {
    const { clock, events } = startPlan(awaited(), {}, (before) => {
      before.put("west", balanced);
      before.put("east", configMap("a", { key: "as rendered" }));
    });
    await clock.asleep(300_000);
    await clock.asleep(50);
    clock.advance(300_000);
    expect(problemsOf(await events)).toMatchObject([
      {
        code: "MP9301",
        message: `waited 5m for ${FILE} to be applied by Argo CD, and last saw: 1 of 2 objects as rendered; ConfigMap istio-system/b is missing`,
        nextSteps: ["kubectl --context ctx-east -n istio-system describe configmap b"],
      },
    ]);
  });
});
