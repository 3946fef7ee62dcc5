import { describe, expect, test } from "vitest";
import { changeKey } from "../../../src/executors/context.ts";
import { type KubeObject, refOf } from "../../../src/kube/object.ts";
import { deferred } from "../../../src/planner/deferred.ts";
import { outcomesOf } from "../event-laws.ts";
import { Gate, refusal, type Script } from "../gated-client.ts";
import { configMap, id, planOf, type PlannedObject } from "../plans.ts";
import { problemsOf, sayings, startPlan } from "../run-plan.ts";

const one = (...objects: readonly PlannedObject[]) => planOf({ id: "east/control-plane", objects });
const present = { absent: false, uid: "uid-a", ownedHash: "" } as const;

function crd(name: string): KubeObject {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name },
  };
}
const gateway: KubeObject = {
  apiVersion: "networking.istio.io/v1",
  kind: "Gateway",
  metadata: { name: "g", namespace: "istio-system" },
};

describe("the order of writes", () => {
  test("stages follow each other, and a refusal stops the later ones", async () => {
    const plan = one(crd("gateways.networking.istio.io"), crd("b.x"), configMap("c"), gateway);
    const script: Script = (body) =>
      body.metadata.name === "b.x"
        ? refusal({ status: 422, reason: "Invalid", serverMessage: "no" })
        : undefined;
    const { world, events } = startPlan(plan, { script });
    expect(outcomesOf(await events)).toEqual({ "east/control-plane": "failed MP9310" });
    expect(world.sent.map(({ body }) => body.metadata.name)).toEqual([
      "gateways.networking.istio.io",
      "b.x",
    ]);
    expect(Object.keys(world.state())).toEqual([
      "east CustomResourceDefinition gateways.networking.istio.io",
    ]);
  });

  test("objects of one stage go together", async () => {
    const gate = new Gate("east/control-plane");
    const { world, events } = startPlan(one(configMap("a"), configMap("b")), { gate });
    await gate.started("east/control-plane");
    gate.release("east/control-plane");
    await events;
    expect(world.sent).toHaveLength(2);
  });
});

describe("preconditions", () => {
  test("an update carries the uid and no resourceVersion", async () => {
    const plan = one({ send: configMap("a", { k: "new" }), verb: "update", precondition: present });
    const { world, events } = startPlan(plan, {}, (w) =>
      w.put("east", configMap("a", { k: "old" })),
    );
    expect(outcomesOf(await events)).toEqual({ "east/control-plane": "changed" });
    expect(world.sent[0]).toMatchObject({
      options: { force: false },
      body: { metadata: { uid: "uid-a" } },
    });
    expect(world.sent[0]?.body.metadata.resourceVersion).toBeUndefined();
  });

  test("a forced one carries the resourceVersion the recheck saw", async () => {
    const send = configMap("a", { k: "new" });
    const plan = one({ send, verb: "update", precondition: present, force: true });
    const seenVersions = new Map([[changeKey(id("east/control-plane"), refOf(send)), "1"]]);
    const { world, events } = startPlan(plan, { seenVersions }, (w) =>
      w.put("east", configMap("a", { k: "old" })),
    );
    expect(outcomesOf(await events)).toEqual({ "east/control-plane": "changed" });
    expect(world.sent[0]).toMatchObject({
      options: { force: true },
      body: { metadata: { uid: "uid-a", resourceVersion: "1" } },
    });
  });

  test.each([
    [
      "was made anew",
      { ...configMap("a"), metadata: { ...configMap("a").metadata, uid: "other" } },
    ],
    ["is gone", undefined],
  ])("an object that %s is not written", async (_, live) => {
    const plan = one({ send: configMap("a"), verb: "update", precondition: present });
    const { world, events } = startPlan(plan, {}, (w) => {
      if (live !== undefined) w.put("east", live);
    });
    const before = world.state();
    const [problem] = problemsOf(await events);
    expect(problem).toMatchObject({ code: "MP9305", object: { name: "a" }, cluster: "east" });
    expect(problem?.nextSteps).toEqual(["meshplan plan"]);
    expect(world.state()).toEqual(before);
  });
});

describe("a create that finds an object", () => {
  test("is fine where the first answer was only lost", async () => {
    const script: Script = (body, _, nth) =>
      nth === 1 && body.metadata.name === "a"
        ? refusal({ status: 409, reason: "AlreadyExists", serverMessage: "already exists" })
        : undefined;
    const ours = {
      ...configMap("a"),
      metadata: {
        ...configMap("a").metadata,
        creationTimestamp: "2026-01-01T00:00:00Z",
        managedFields: [{ manager: "meshplan", operation: "Apply", time: "2026-01-01T00:00:00Z" }],
      },
    };
    const { clock, events } = startPlan(one(configMap("a")), { script }, (w) =>
      w.put("east", ours),
    );
    await clock.asleep(200);
    clock.advance(200);
    expect(outcomesOf(await events)).toEqual({ "east/control-plane": "unchanged" });
  });

  test("is a problem where somebody else made it", async () => {
    const { events } = startPlan(one(configMap("a")), {}, (w) => w.put("east", configMap("a")));
    expect(problemsOf(await events)).toMatchObject([
      {
        code: "MP9304",
        message: "ConfigMap istio-system/a was created by somebody else since the plan",
      },
    ]);
  });
});

test("a field conflict names the new owners and writes nothing", async () => {
  const script: Script = () => ({
    kind: "conflict",
    conflicts: [
      {
        field: ".data.b",
        message: 'conflict with "kubectl-edit" using v1 at 2026-01-01T00:00:00Z',
      },
      { field: ".data.a", message: 'conflict with "argocd"' },
      { field: ".data.a", message: 'conflict with "kubectl-edit" using v1' },
    ],
  });
  const { events } = startPlan(one(configMap("a")), { script });
  expect(problemsOf(await events)).toMatchObject([
    {
      code: "MP9303",
      message:
        "fields of ConfigMap istio-system/a now belong to argocd (data.a), kubectl-edit (data.a, data.b)",
    },
  ]);
});

describe("answers that pass by themselves", () => {
  test("404 for a kind whose CRD this plan has made", async () => {
    const script: Script = (body, _, nth) =>
      body.kind === "Gateway" && nth === 1
        ? refusal({ status: 404, serverMessage: "404 page not found" })
        : undefined;
    const { clock, events } = startPlan(one(crd("gateways.networking.istio.io"), gateway), {
      script,
    });
    await clock.asleep(200);
    clock.advance(200);
    const all = await events;
    expect(outcomesOf(all)).toEqual({ "east/control-plane": "changed" });
    expect(sayings(all)).toEqual(["retrying: Gateway istio-system/g: Gateway is not served yet"]);
  });

  test("a write of somebody else in the same moment", async () => {
    const script: Script = (_body, _options, nth) =>
      nth === 1
        ? refusal({
            status: 409,
            reason: "Conflict",
            serverMessage: "the object has been modified",
          })
        : undefined;
    const { clock, events } = startPlan(one(configMap("a")), { script });
    await clock.asleep(200);
    clock.advance(200);
    expect(outcomesOf(await events)).toEqual({ "east/control-plane": "changed" });
  });

  test("but not for a forced write, which names the version it saw", async () => {
    const send = configMap("a", { k: "new" });
    const plan = one({ send, verb: "update", precondition: present, force: true });
    const seenVersions = new Map([[changeKey(id("east/control-plane"), refOf(send)), "0"]]);
    const { events } = startPlan(plan, { seenVersions }, (w) =>
      w.put("east", configMap("a", { k: "old" })),
    );
    expect(problemsOf(await events)).toMatchObject([
      { code: "MP9305", message: "ConfigMap istio-system/a changed since the plan" },
    ]);
  });

  test("404 for any other kind is final", async () => {
    const answer = refusal({ status: 404, serverMessage: "404 page not found" });
    const { events } = startPlan(one(gateway), { script: () => answer });
    expect(problemsOf(await events)).toMatchObject([{ message: "404 page not found" }]);
  });

  const webhookDown = refusal({
    status: 500,
    reason: "InternalError",
    serverMessage:
      'Internal error occurred: failed calling webhook "rev.validation.istio.io": connection refused',
  });

  test("a webhook of the istiod that this plan rolls out", async () => {
    const script: Script = (body, _, nth) =>
      body.kind === "Gateway" && nth <= 2 ? webhookDown : undefined;
    const plan = planOf(
      { id: "east/control-plane", objects: [configMap("a")] },
      { id: "east/expose-services", needs: ["east/control-plane"], objects: [gateway] },
    );
    const { clock, events } = startPlan(plan, { script });
    for (const pause of [200, 400]) {
      await clock.asleep(pause);
      clock.advance(pause);
    }
    expect(outcomesOf(await events)).toEqual({
      "east/control-plane": "changed",
      "east/expose-services": "changed",
    });
  });

  test("any other webhook is diagnosed at once", async () => {
    const plan = planOf({ id: "east/expose-services", objects: [gateway] });
    const { events } = startPlan(plan, { script: () => webhookDown });
    expect(problemsOf(await events)).toMatchObject([
      {
        code: "MP9310",
        message:
          "the API server could not call rev.validation.istio.io to check Gateway istio-system/g",
      },
    ]);
  });

  test("a namespace that is being deleted, for a minute", async () => {
    const answer = refusal({
      status: 403,
      reason: "Forbidden",
      serverMessage: "being terminated",
      causes: [{ reason: "NamespaceTerminating" }],
    });
    const { clock, events } = startPlan(one(configMap("a")), { script: () => answer });
    await clock.asleep(200);
    clock.advance(60_000);
    const [problem] = problemsOf(await events);
    expect(problem).toMatchObject({
      code: "MP9311",
      message: "namespace istio-system has been terminating for a minute",
      nextSteps: ["kubectl --context ctx-east describe namespace istio-system"],
    });
  });
});

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
