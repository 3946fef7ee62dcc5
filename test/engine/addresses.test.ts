import { afterEach, describe, expect, test } from "vitest";
import { applyPlan } from "../../src/engine.ts";
import { recheck } from "../../src/engine/recheck.ts";
import type { JsonMap } from "../../src/kube/object.ts";
import { ALONE } from "../executors/alone.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { at, type Client } from "../embedded/kube/client.ts";
import { changesOf, collected, isFailure, outcomeOf, startWorld, type World } from "./world.ts";

const SERVICE = "/api/v1/namespaces/istio-system/services/istio-eastwestgateway";
const SLICE = "/apis/discovery.k8s.io/v1/namespaces/istio-system/endpointslices/istiod";

let world: World;
afterEach(() => world.close());

/** What a cloud's controller reports. */
async function report(client: Client, ...ingress: readonly JsonMap[]): Promise<void> {
  const { status } = await client.request(
    "PATCH",
    `${SERVICE}/status?fieldManager=cloud`,
    { status: { loadBalancer: { ingress: [...ingress] } } },
    { contentType: "application/merge-patch+json" },
  );
  expect(status).toBe(200);
}

/** cluster1's gateway asks its cloud to wait, so that the test is the cloud. */
const WITHHELD = SEED.replace(
  "cluster1: { network: network1 }",
  "cluster1: { network: network1, gateway: { annotations: { sandbox.meshplan.dev/load-balancer: never } } }",
);

describe("the address of the primary's gateway", () => {
  test("that is written in the file leaves nothing unknown", async () => {
    const file = SEED.replace(
      "cluster1: { network: network1 }",
      "cluster1: { network: network1, gateway: { address: 203.0.113.7 } }",
    );
    world = await startWorld({ file });
    const plan = await world.plan();
    const bodies = [...plan.bodies.values()].map((body) => JSON.stringify(body));
    expect(bodies.filter((body) => body.includes("cluster1/gateway-address#address"))).toEqual([]);
    await world.converge();
    const slice = await world.api("cluster2").request("GET", SLICE);
    expect(at(slice.body, "endpoints", 0, "addresses", 0)).toBe("203.0.113.7");
    expect(changesOf(await world.plan())).toEqual([]);
  });

  test("that moves is planned in the remote, and nowhere else", async () => {
    world = await startWorld();
    await world.converge();
    await report(world.api("cluster1"), { ip: "203.0.113.50" });
    const plan = await world.plan();
    const changed = changesOf(plan).filter((line) => !line.startsWith(" "));
    expect(changed).toEqual([
      "update cluster2/control-plane ConfigMap istio-system/values",
      "update cluster2/control-plane EndpointSlice istio-system/istiod",
    ]);
    expect(outcomeOf(await world.apply(plan))).toBe("done");
    expect(changesOf(await world.plan())).toEqual([]);
  });

  test("that is still reported stays, whatever is reported beside it and in which order", async () => {
    world = await startWorld();
    await world.converge();
    const client = world.api("cluster1");
    const { body } = await client.request("GET", SERVICE);
    const ip = at(body, "status", "loadBalancer", "ingress", 0, "ip") ?? null;
    // Before and after it in the order of texts.
    for (const other of ["0.1.2.3", "99.9.9.9", "2001:db8::5"]) {
      for (const reported of [
        [{ ip: other }, { ip }],
        [{ ip }, { ip: other }, { hostname: "lb.example.com" }],
      ]) {
        await report(client, ...reported);
        const { plan, diagnostics } = await world.tryPlan();
        expect(diagnostics).toEqual([]);
        expect(plan === undefined ? undefined : changesOf(plan)).toEqual([]);
      }
    }
  });

  test("that is no longer reported gives way to another of its family", async () => {
    world = await startWorld();
    await world.converge();
    const others = [{ hostname: "lb.example.com" }, { ip: "2001:db8::5" }, { ip: "203.0.113.50" }];
    await report(world.api("cluster1"), ...others);
    await world.converge();
    const slice = await world.api("cluster2").request("GET", SLICE);
    expect(at(slice.body, "endpoints", 0, "addresses", 0)).toBe("203.0.113.50");
  });

  test("that is a host name is an error of the plan", async () => {
    world = await startWorld();
    await world.converge();
    await report(world.api("cluster1"), { hostname: "lb.example.com" });
    const { plan, diagnostics } = await world.tryPlan();
    expect(plan).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: "MP0507", cluster: "cluster1" }]);
  });

  test("of a remote may be a host name: only istiod reads it", async () => {
    world = await startWorld();
    await world.converge();
    await report(world.api("cluster2"), { hostname: "lb.example.com" });
    expect(changesOf(await world.plan())).toEqual([]);
  });

  test("that turns out to be a host name ends what needs it, and the rest goes on", async () => {
    world = await startWorld({ file: WITHHELD });
    const plan = await world.plan();
    const rechecked = await recheck(world.ports, plan);
    const events = [];
    for await (const event of applyPlan(world.ports, plan, rechecked, { lock: ALONE })) {
      events.push(event);
      if (event.type === "wait-started" && event.text.includes("LoadBalancer address"))
        if (event.action === "cluster1/gateway-address")
          await report(world.api("cluster1"), { hostname: "lb.example.com" });
    }
    expect(outcomeOf(events)).toBe("failed");
    expect(events.filter(isFailure)).toMatchObject([
      { action: "cluster1/gateway-address", problem: { code: "MP9306", cluster: "cluster1" } },
    ]);
    const skipped = events.filter(({ type }) => type === "action-skipped");
    expect(
      skipped.every((event) => "because" in event && event.because === "cluster1/gateway-address"),
    ).toBe(true);
    const finished = events.flatMap((event) =>
      event.type === "action-finished" ? [event.action] : [],
    );
    expect(finished).toEqual(
      expect.arrayContaining([
        "cluster1/control-plane",
        "cluster1/expose-services",
        "cluster2/namespace",
        "cluster2/gateway-address",
      ]),
    );
  });

  test("that may move because the file changes its load balancer is planned as unknown", async () => {
    world = await startWorld();
    await world.converge();
    const file = SEED.replace(
      "cluster1: { network: network1 }",
      "cluster1: { network: network1, gateway: { annotations: { cloud.example.com/pool: b } } }",
    );
    const plan = await world.plan(file);
    expect(changesOf(plan).map((line) => line.replace(/"\{.*\}"|\[\{.*\}\]/, "LIVE"))).toEqual([
      "update cluster1/gateway-address Service istio-system/istio-eastwestgateway",
      '  metadata.annotations["cloud.example.com/pool"]: undefined -> "b"',
      "update cluster2/control-plane ConfigMap istio-system/values",
      "  data.merged-values: LIVE -> (known after apply)",
      "  data.original-values: LIVE -> (known after apply)",
      "update cluster2/control-plane EndpointSlice istio-system/istiod",
      "  endpoints: LIVE -> (known after apply)",
    ]);
    expect(outcomeOf(await world.apply(plan))).toBe("done");
    expect(changesOf(await world.plan(file))).toEqual([]);
  });

  test.each([
    [
      "annotation",
      "annotations: { cloud.example.com/pool: b }",
      'metadata.annotations["cloud.example.com/pool"]',
    ],
    ["address", "address: 203.0.113.7", "spec.loadBalancerIP"],
  ])(
    "that may move because the file has an %s no more is planned as unknown",
    async (_, field, path) => {
      const file = SEED.replace(
        "network: network1 }",
        `network: network1, gateway: { ${field} } }`,
      );
      world = await startWorld({ file });
      await world.converge();
      const plan = await world.plan(SEED);
      const lines = changesOf(plan).join("\n");
      expect(lines).toContain(`  ${path}: `);
      expect(lines).toContain("(known after apply)");
      expect(outcomeOf(await world.apply(plan))).toBe("done");
      expect(changesOf(await world.plan(SEED))).toEqual([]);
    },
  );

  test("that the file asks for is waited for, while the load balancer still has the old one", async () => {
    world = await startWorld();
    await world.converge();
    const file = SEED.replace(
      "network: network1 }",
      "network: network1, gateway: { address: 203.0.113.7 } }",
    );
    await world.converge(file);
    const slice = await world.api("cluster2").request("GET", SLICE);
    expect(at(slice.body, "endpoints", 0, "addresses", 0)).toBe("203.0.113.7");
    expect(changesOf(await world.plan(file))).toEqual([]);
  });

  test("that moves between plan and apply stops what was planned with it", async () => {
    world = await startWorld();
    await world.converge();
    await report(world.api("cluster1"), { ip: "203.0.113.50" });
    const plan = await world.plan();
    await report(world.api("cluster1"), { ip: "203.0.113.51" });
    const rechecked = await recheck(world.ports, plan);
    const events = await collected(applyPlan(world.ports, plan, rechecked, { lock: ALONE }));
    expect(events.filter(isFailure)).toMatchObject([
      { action: "cluster1/gateway-address", problem: { code: "MP9312" } },
    ]);
    expect(events.at(-1)).toMatchObject({ outcome: "failed", objectsWritten: 0 });
  });
});
