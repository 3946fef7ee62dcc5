import { describe, expect, test } from "vitest";
import type { ApplyEvent } from "../../src/executors/events.ts";
import { execute, type ExecuteOptions } from "../../src/executors/execute.ts";
import { changeKey } from "../../src/executors/pending.ts";
import { refOf } from "../../src/kube/object.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { ALONE } from "./alone.ts";
import { collect, expectLaws, outcomesOf } from "./event-laws.ts";
import { Gate, refusal, World } from "./gated-client.ts";
import { ManualClock } from "./manual-clock.ts";
import { configMap, id, planOf, type Step } from "./plans.ts";

/** Two clusters; the second one's secret needs both. */
const steps: readonly Step[] = [
  { id: "east/control-plane", objects: [configMap("a")] },
  { id: "west/control-plane", objects: [configMap("b")] },
  { id: "east/gateway", needs: ["east/control-plane"], objects: [configMap("c")] },
  { id: "west/gateway", needs: ["west/control-plane"], objects: [configMap("d")] },
  { id: "west/attached", needs: ["east/gateway", "west/gateway"], kind: { kind: "wait" } },
];

function start(plan: Plan, options: Partial<ExecuteOptions> & { readonly gate?: Gate } = {}) {
  const { gate, ...rest } = options;
  const world = new World({ plan, ...(gate === undefined ? {} : { gate }) });
  const clock = new ManualClock();
  const events = collect(execute(plan, { lock: ALONE, clients: world.clients, clock, ...rest }));
  return { world, clock, events };
}

async function ended(events: Promise<readonly ApplyEvent[]>) {
  const all = await events;
  expectLaws(all);
  return { all, outcomes: outcomesOf(all), last: all.at(-1) };
}

describe("a run of a plan", () => {
  test("writes everything and ends done", async () => {
    const { events, world } = start(planOf(...steps));
    const { outcomes, last } = await ended(events);
    expect(outcomes).toEqual({
      "east/control-plane": "changed",
      "west/control-plane": "changed",
      "east/gateway": "changed",
      "west/gateway": "changed",
      "west/attached": "unchanged",
    });
    expect(last).toMatchObject({ outcome: "done", objectsWritten: 4 });
    expect(Object.keys(world.state())).toHaveLength(4);
  });

  test("an action starts only after what it needs, and branches do not wait for each other", async () => {
    const gate = new Gate("east/control-plane");
    const { events } = start(planOf(...steps), { gate });
    await gate.started("east/control-plane", "west/control-plane", "west/gateway");
    expect(gate.seen).toEqual(["east/control-plane", "west/control-plane", "west/gateway"]);
    gate.release("east/control-plane");
    await ended(events);
  });

  test("a failure skips what depends on it and names the root cause; other branches go on", async () => {
    const gate = new Gate("east/control-plane");
    const { events } = start(planOf(...steps), { gate });
    await gate.started("east/control-plane");
    gate.fail("east/control-plane");
    const { outcomes, last } = await ended(events);
    expect(outcomes).toEqual({
      "east/control-plane": "failed MP9310",
      "east/gateway": "skipped by east/control-plane",
      "west/attached": "skipped by east/control-plane",
      "west/control-plane": "changed",
      "west/gateway": "changed",
    });
    expect(last).toMatchObject({ type: "apply-finished", outcome: "failed", objectsWritten: 2 });
  });

  test("parallelism bounds the actions that write", async () => {
    const gate = new Gate("east/control-plane", "west/control-plane");
    const { events } = start(planOf(...steps), { gate, parallelism: 1 });
    await gate.started("east/control-plane");
    expect(gate.seen).toEqual(["east/control-plane"]);
    gate.release("east/control-plane");
    await gate.started("west/control-plane");
    gate.release("west/control-plane");
    await ended(events);
  });

  test("what is done already is not sent and not told, but its waits run", async () => {
    const plan = planOf({
      id: "east/gateway-address",
      objects: [configMap("a"), { send: configMap("b"), verb: "none", precondition: PRESENT }],
      waits: [{ kind: "root-certificate", namespace: "istio-system", timeoutSeconds: 60 }],
    });
    const done = new Set([changeKey(id("east/gateway-address"), refOf(configMap("a")))]);
    const { events, world } = start(plan, { done });
    world.put("east", configMap("istio-ca-root-cert", { "root-cert.pem": "x" }));
    const { all, outcomes, last } = await ended(events);
    expect(world.sent).toEqual([]);
    expect(outcomes).toEqual({ "east/gateway-address": "unchanged" });
    expect(all.map((event) => event.type)).toEqual([
      "apply-started",
      "action-started",
      "wait-started",
      "wait-finished",
      "action-finished",
      "apply-finished",
    ]);
    expect(all[0]).toMatchObject({ actions: [{ id: "east/gateway-address", changes: 0 }] });
    expect(last).toMatchObject({ outcome: "done", objectsWritten: 0 });
  });
});

const PRESENT = { absent: false, uid: "u", ownedHash: "" } as const;

describe("Ctrl-C", () => {
  test("once: finishes what runs and names what is left", async () => {
    const gate = new Gate("east/control-plane", "west/control-plane");
    const interrupt = new AbortController();
    const { events } = start(planOf(...steps), { gate, signal: interrupt.signal });
    await gate.started("east/control-plane", "west/control-plane");
    interrupt.abort();
    gate.release("east/control-plane");
    gate.fail("west/control-plane");
    const { outcomes, last } = await ended(events);
    expect(outcomes).toEqual({
      "east/control-plane": "changed",
      "west/control-plane": "failed MP9310",
      "east/gateway": "left",
      "west/gateway": "left",
      "west/attached": "left",
    });
    expect(last).toMatchObject({ outcome: "interrupted", objectsWritten: 1 });
  });

  test("twice: stops what runs", async () => {
    const gate = new Gate("east/control-plane", "west/control-plane");
    const [first, second] = [new AbortController(), new AbortController()];
    const { events } = start(planOf(...steps), {
      gate,
      signal: first.signal,
      abort: second.signal,
    });
    await gate.started("east/control-plane", "west/control-plane");
    first.abort();
    second.abort();
    const { outcomes, last } = await ended(events);
    expect(outcomes).toMatchObject({
      "east/control-plane": "failed MP9308",
      "west/control-plane": "failed MP9308",
      "west/attached": "left",
    });
    expect(last).toMatchObject({ outcome: "interrupted", objectsWritten: 0 });
  });

  const WAIT = { kind: "root-certificate", namespace: "istio-system", timeoutSeconds: 60 } as const;

  test("once: ends a wait at once, which is then not finished and did not fail", async () => {
    const interrupt = new AbortController();
    const plan = planOf(
      { id: "east/gateway-address", objects: [configMap("a")], waits: [WAIT] },
      { id: "east/attached", needs: ["east/gateway-address"], kind: { kind: "wait" } },
    );
    const { events, clock } = start(plan, { signal: interrupt.signal });
    await clock.asleep(60_000);
    interrupt.abort();
    const { all, outcomes, last } = await ended(events);
    expect(outcomes).toEqual({ "east/gateway-address": "left", "east/attached": "left" });
    expect(all.at(-2)).toMatchObject({ type: "interrupted", running: [] });
    expect(last).toMatchObject({ outcome: "interrupted", objectsWritten: 1 });
  });

  test("once: ends a wait whose cluster no longer answers", async () => {
    const interrupt = new AbortController();
    const plan = planOf({ id: "east/attached", kind: { kind: "wait" }, waits: [WAIT] });
    const { clients } = new World({ plan });
    const asked = new AbortController();
    const silent = (cluster: string) => ({
      ...clients(cluster),
      async *watch() {
        asked.abort();
        await new Promise<never>(() => undefined);
      },
    });
    const run = execute(plan, {
      lock: ALONE,
      clients: silent,
      clock: new ManualClock(),
      signal: interrupt.signal,
    });
    asked.signal.addEventListener("abort", () => interrupt.abort());
    const { outcomes } = await ended(collect(run));
    expect(outcomes).toEqual({ "east/attached": "left" });
  });

  test("once: what has waits after its writes is left, and waits for nothing", async () => {
    const gate = new Gate("east/gateway-address");
    const interrupt = new AbortController();
    const plan = planOf({ id: "east/gateway-address", objects: [configMap("a")], waits: [WAIT] });
    const { events } = start(plan, { gate, signal: interrupt.signal });
    await gate.started("east/gateway-address");
    interrupt.abort();
    gate.release("east/gateway-address");
    const { all, outcomes, last } = await ended(events);
    expect(outcomes).toEqual({ "east/gateway-address": "left after its writes" });
    expect(all.map((event) => event.type)).not.toContain("wait-started");
    expect(last).toMatchObject({ outcome: "interrupted", objectsWritten: 1 });
  });

  test("once: a write that the cluster does not take yet is not sent again", async () => {
    const interrupt = new AbortController();
    const plan = planOf({ id: "east/gateway", objects: [configMap("a")] });
    const causes = [{ reason: "NamespaceTerminating" }];
    const notYet = refusal({ status: 403, reason: "Forbidden", serverMessage: "not now", causes });
    const world = new World({ plan, script: () => notYet });
    const clock = new ManualClock();
    const run = execute(plan, {
      lock: ALONE,
      clients: world.clients,
      clock,
      signal: interrupt.signal,
    });
    const events = collect(run);
    await clock.asleep(200);
    interrupt.abort();
    const { outcomes } = await ended(events);
    expect(outcomes).toEqual({ "east/gateway": "left after its writes" });
    expect(world.sent).toHaveLength(1);
  });

  test("twice: ends a wait as once", async () => {
    const stop = new AbortController();
    const plan = planOf({ id: "east/attached", kind: { kind: "wait" }, waits: [WAIT] });
    const { events, clock } = start(plan, { abort: stop.signal });
    await clock.asleep(60_000);
    stop.abort();
    const { outcomes } = await ended(events);
    expect(outcomes).toEqual({ "east/attached": "left" });
  });

  test("before the start: nothing runs", async () => {
    const { events, world } = start(planOf(...steps), { signal: AbortSignal.abort() });
    const { all, last } = await ended(events);
    expect(all.map((event) => event.type)).toEqual([
      "apply-started",
      "interrupted",
      "apply-finished",
    ]);
    expect(last).toMatchObject({ outcome: "interrupted" });
    expect(world.sent).toEqual([]);
  });
});

test("the time of the whole run ends every action, and says so", async () => {
  const gate = new Gate("east/control-plane", "west/control-plane");
  const { events, clock } = start(planOf(...steps), {
    gate,
    parallelism: 1,
    totalTimeoutSeconds: 600,
  });
  await gate.started("east/control-plane");
  clock.advance(600_000);
  const { outcomes, last } = await ended(events);
  expect(outcomes).toEqual({
    "east/control-plane": "failed MP9309",
    "east/gateway": "skipped by east/control-plane",
    "west/attached": "skipped by east/control-plane",
    "west/control-plane": "failed MP9309",
    "west/gateway": "skipped by west/control-plane",
  });
  expect(last).toMatchObject({ outcome: "failed" });
});

test("whoever stops listening stops the run", async () => {
  const gate = new Gate("east/control-plane", "west/control-plane");
  const plan = planOf(...steps);
  const world = new World({ plan, gate });
  for await (const event of execute(plan, {
    lock: ALONE,
    clients: world.clients,
    clock: new ManualClock(),
  }))
    if (event.type === "action-started") break;
  gate.release("east/control-plane");
  expect(world.sent).toEqual([]);
});

test("our own bug is thrown, not reported as a failure of the world", async () => {
  const plan = planOf({ id: "east/gateway", objects: [{ send: configMap("a"), verb: "delete" }] });
  const { events } = start(plan);
  await expect(events).rejects.toThrow("internal: east/gateway cannot delete");
});

test("the whole stream of a small run", async () => {
  const { events } = start(
    planOf(
      { id: "east/control-plane", objects: [configMap("a")] },
      { id: "east/gateway", needs: ["east/control-plane"], objects: [configMap("b")] },
    ),
  );
  const { all } = await ended(events);
  const lines = all.map((event) => JSON.stringify(event)).join("\n");
  await expect(`${lines}\n`).toMatchFileSnapshot("goldens/small-run.ndjson");
});
