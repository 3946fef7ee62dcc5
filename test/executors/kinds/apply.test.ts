import { describe, expect, test } from "vitest";
import type { ApplyEvent } from "../../../src/executors/events.ts";
import type { KubeObject } from "../../../src/kube/object.ts";
import type { Change } from "../../../src/planner/change.ts";
import { outcomesOf } from "../event-laws.ts";
import { Gate, refusal, type Script, type World } from "../gated-client.ts";
import { configMap, planOf, type PlannedObject } from "../plans.ts";
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

/** An update of ConfigMap a from k=old to k=new, on a cluster that has it. */
function updating(change: Partial<Change>, script: (world: World, nth: number) => void) {
  const send = configMap("a", { k: "new" });
  const plan = one({ send, verb: "update", precondition: present, ...change });
  const started = startPlan(
    plan,
    {
      script: (_, options, nth) => {
        if (options.dryRun !== true) script(started.world, nth);
        return undefined;
      },
    },
    (world) => world.put("east", configMap("a", { k: "old" })),
  );
  return started;
}
const sentFor = (world: World) =>
  world.sent.filter(({ options }) => options.dryRun !== true).map(({ body }) => body.metadata);
const OTHERS_STATUS = { ...configMap("a", { k: "old" }), status: { seen: true } };

describe("an update", () => {
  test.each([false, true])("carries uid and version of the recheck (force: %s)", async (force) => {
    const { world, events } = updating({ force }, () => undefined);
    expect(outcomesOf(await events)).toEqual({ "east/control-plane": "changed" });
    expect(sentFor(world)).toMatchObject([{ uid: "uid-a", resourceVersion: "101" }]);
    expect(world.sent[0]?.options.force).toBe(force);
  });

  test("goes out again by the new version where the fields of the plan did not move", async () => {
    const { world, events } = updating({}, (there, nth) => {
      if (nth === 1) there.put("east", OTHERS_STATUS);
    });
    expect(outcomesOf(await events)).toEqual({ "east/control-plane": "changed" });
    expect(sentFor(world).map(({ resourceVersion }) => resourceVersion)).toEqual(["101", "102"]);
    expect(world.objects.get("east ConfigMap istio-system/a")).toMatchObject({
      data: { k: "new" },
      status: { seen: true },
    });
  });

  test("is given up where the object moves again and again", async () => {
    const { world, clock, events } = updating({}, (there) => there.put("east", OTHERS_STATUS));
    for (const tries of [2, 3, 4]) {
      await clock.asleep(100 * tries);
      clock.advance(100 * tries);
    }
    expect(problemsOf(await events)).toMatchObject([
      {
        code: "MP9305",
        message: "ConfigMap istio-system/a changed again and again since the plan",
      },
    ]);
    expect(sentFor(world)).toHaveLength(5);
  });

  test.each([
    ["a field of the plan", {}, configMap("a", { k: "theirs" })],
    [
      "the owner of a field that is taken by force",
      { force: true },
      {
        ...configMap("a", { k: "old" }),
        metadata: {
          ...configMap("a").metadata,
          managedFields: [{ manager: "argocd", operation: "Apply" }],
        },
      },
    ],
  ] as const)("is not written over %s that moved", async (_, change, theirs: KubeObject) => {
    const { world, events } = updating(change, (there, nth) => {
      if (nth === 1) there.put("east", theirs);
    });
    expect(problemsOf(await events)).toMatchObject([
      { code: "MP9305", message: "ConfigMap istio-system/a changed since the plan" },
    ]);
    expect(world.objects.get("east ConfigMap istio-system/a")?.["data"]).toEqual(theirs["data"]);
  });

  test("is not written over data of a Secret that moved, which a plan knows only masked", async () => {
    const secret = (value: string): KubeObject => ({
      ...configMap("a", { k: value }),
      kind: "Secret",
    });
    const plan = one({ send: secret("bmV3"), verb: "update", precondition: present });
    const theirs = secret("dGhlaXJz");
    const { world, events } = startPlan(
      plan,
      {
        script: (_, { dryRun }, nth) => {
          if (dryRun !== true && nth === 1) world.put("east", theirs);
          return undefined;
        },
      },
      (there) => there.put("east", secret("b2xk")),
    );
    expect(problemsOf(await events)).toMatchObject([{ code: "MP9305" }]);
    expect(world.objects.get("east Secret istio-system/a")?.["data"]).toEqual(theirs["data"]);
  });

  test("is unchanged only where the version says that nothing was written", async () => {
    const send = configMap("a", { k: "same" });
    const plan = one({ send, verb: "update", precondition: present });
    const { events } = startPlan(plan, {}, (world) =>
      world.put("east", {
        ...send,
        metadata: { ...send.metadata, managedFields: [OURS] },
      }),
    );
    expect(outcomesOf(await events)).toEqual({ "east/control-plane": "unchanged" });
  });

  test("whose answer was lost is told by the object, and is a change", async () => {
    const { events } = startPlan(
      one({ send: configMap("a", { k: "new" }), verb: "update", precondition: present }),
      { script: (_, { dryRun }) => (dryRun === true ? undefined : LOST) },
      (world) => world.put("east", ours(configMap("a", { k: "new" }))),
    );
    expect(written(await events)).toEqual(["changed"]);
  });

  test.each([
    [
      "was deleted and recreated",
      { ...configMap("a"), metadata: { ...configMap("a").metadata, uid: "other" } },
    ],
    ["is gone", undefined],
  ])("of an object that %s is not written", async (_, live) => {
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

const OURS = { manager: "meshplan", operation: "Apply", time: "2026-01-01T00:00:00Z" };
const ours = (object: KubeObject): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, managedFields: [OURS] },
});
const LOST = refusal({
  status: 409,
  reason: "Conflict",
  serverMessage: "the object has been modified",
  uncertain: true,
});
const written = (events: readonly ApplyEvent[]) =>
  events.flatMap((event) => (event.type === "object-written" ? [event.result] : []));

describe("a create", () => {
  test("asks for an object that is not there", async () => {
    const { world, events } = startPlan(one(configMap("a")));
    expect(written(await events)).toEqual(["changed"]);
    expect(world.sent[0]?.body.metadata).toMatchObject({ name: "a", resourceVersion: "1" });
    expect(world.sent[0]?.body.metadata.uid).toBeUndefined();
  });

  test("whose answer was lost is told by the object", async () => {
    const script: Script = (_, { dryRun }) => (dryRun === true ? undefined : LOST);
    const { events } = startPlan(one(configMap("a")), { script }, (world) =>
      world.put("east", ours(configMap("a"))),
    );
    expect(written(await events)).toEqual(["changed"]);
  });

  test.each([
    ["of another value, after a lost answer", LOST, ours(configMap("a", { k: "theirs" }))],
    ["of the same manager and value, without one", undefined, ours(configMap("a"))],
    ["of somebody else", undefined, configMap("a")],
  ])("finds an object %s: nothing is written", async (_, answer, theirs) => {
    const script: Script = (_body, { dryRun }) => (dryRun === true ? undefined : answer);
    const { world, events } = startPlan(one(configMap("a")), { script }, (there) =>
      there.put("east", theirs),
    );
    const before = world.state();
    const all = await events;
    expect(problemsOf(all)).toMatchObject([{ code: "MP9304" }]);
    expect(written(all)).toEqual([]);
    expect(world.state()).toEqual(before);
    expect(sentFor(world)).toHaveLength(1);
  });

  test("names who made the object", async () => {
    const theirs = { manager: "helm", operation: "Update" };
    const metadata = { ...configMap("a").metadata, managedFields: [theirs] };
    const { events } = startPlan(one(configMap("a")), {}, (world) =>
      world.put("east", { ...configMap("a"), metadata }),
    );
    expect(problemsOf(await events)).toMatchObject([
      { message: "ConfigMap istio-system/a was created by helm since the plan" },
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
  const plan = one({ send: configMap("a"), verb: "update", precondition: present });
  const { events } = startPlan(plan, { script });
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
