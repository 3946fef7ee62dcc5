import { expect, test } from "vitest";
import { execute } from "../../src/executors/execute.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { deferred } from "../../src/planner/deferred.ts";
import { collect } from "./event-laws.ts";
import { ALONE } from "./alone.ts";
import { base64, World } from "./gated-client.ts";
import { ManualClock } from "./manual-clock.ts";
import { configMap, id, planOf } from "./plans.ts";

const PLACE = { namespace: "istio-system", name: "gateway" };

/** west hands out what its Service or Secret says, and a ConfigMap of east is waiting for it. */
async function handing(
  wait: "load-balancer-address" | "token-filled",
  live: KubeObject,
): Promise<{ readonly sent: readonly unknown[]; readonly failed: unknown }> {
  const output = wait === "token-filled" ? "token" : "address";
  const plan = planOf(
    {
      id: "west/gateway-address",
      waits: [{ kind: wait, ...PLACE, timeoutSeconds: 9 }],
    },
    {
      id: "east/gateway",
      needs: ["west/gateway-address"],
      objects: [
        configMap("values", {
          values: deferred({ action: id("west/gateway-address"), output }, '{{"a":"{}"}}'),
        }),
      ],
    },
  );
  const world = new World({ plan });
  world.put("west", live);
  const events = await collect(
    execute(plan, { lock: ALONE, clients: world.clients, clock: new ManualClock() }),
  );
  const failed = events.find(({ type }) => type === "action-failed");
  return { sent: world.sent, failed };
}

test.each(['x",\n evil, "y', "127.0.0.1", "169.254.169.254", "::1"])(
  "the address %j of a load balancer fails its action, and nothing is written with it",
  async (ip) => {
    const { sent, failed } = await handing("load-balancer-address", {
      apiVersion: "v1",
      kind: "Service",
      metadata: PLACE,
      spec: { type: "LoadBalancer" },
      status: { loadBalancer: { ingress: [{ ip }] } },
    });
    expect(sent).toEqual([]);
    expect(failed).toMatchObject({
      action: "west/gateway-address",
      problem: { code: "MP9126", cluster: "west", object: { kind: "Service" } },
    });
  },
);

test("a token that would break out of a kubeconfig fails its action, unquoted", async () => {
  const { sent, failed } = await handing("token-filled", {
    apiVersion: "v1",
    kind: "Secret",
    metadata: PLACE,
    data: { token: base64("x\n    insecure-skip-tls-verify: true"), "ca.crt": base64("x") },
  });
  expect(sent).toEqual([]);
  expect(failed).toMatchObject({ problem: { code: "MP9126", object: { kind: "Secret" } } });
  expect(JSON.stringify(failed)).not.toContain("insecure");
});
