import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Blocked } from "../../src/executors/lock/acquire.ts";
import { breakLocks, readLocks, requireGone } from "../../src/executors/lock/unlock.ts";
import { ApiError } from "../../src/kube/api-error.ts";
import type { JsonMap } from "../../src/kube/object.ts";
import type { ClusterClient, Host } from "../../src/ports.ts";
import { fuzzing, TIME } from "../fuzz/fuzzing.ts";
import { ask } from "./embedded-client.ts";
import { done, errorOf, holderOf, leaseBody, pass, PATH, world, type World } from "./lock-world.ts";
import { choices, Machine } from "./steps.ts";

describe("a lock", () => {
  test("is one Lease in each cluster that says who holds it, and afterwards what ran", async () => {
    const at = world();
    const lock = await done(at, at.acquire(new Machine(at.steps).start()));
    const { metadata, spec } = at.lease();
    expect({ spec, annotations: metadata.annotations, labels: metadata.labels }).toEqual({
      spec: {
        holderIdentity: "ci-1-run-1",
        leaseDurationSeconds: 60,
        leaseTransitions: 0,
        acquireTime: "2026-01-01T00:16:40.000000Z",
        renewTime: "2026-01-01T00:16:40.000000Z",
      },
      annotations: {
        "meshplan.dev/epoch": "1",
        "meshplan.dev/holder":
          '{"host":"ci-1","bootId":"boot of ci-1","pidNamespace":"pid:[1]","pid":1,"started":"1"}',
      },
      labels: undefined,
    });
    const run = {
      plan: "sha256:1",
      made: "2025",
      mesh: "m",
      outcome: "done",
      finished: "2026",
    } as const;
    expect(await done(at, lock.release(run))).toEqual({ left: [] });
    const by = { run: "ci-1-run-1", host: "ci-1" };
    for (const cluster of [at.east, at.west]) {
      const free = at.lease(cluster);
      expect(free["spec"]).toEqual({ leaseDurationSeconds: 60, leaseTransitions: 0 });
      expect(free.metadata.annotations).toEqual({
        "meshplan.dev/epoch": "1",
        "meshplan.dev/runs": JSON.stringify([{ ...run, ...by }]),
      });
    }
  });

  test("remembers the last twenty runs and counts all of them", async () => {
    const at = world();
    const host = new Machine(at.steps).start();
    for (let run = 1; run <= 22; run += 1) {
      const lock = await done(at, at.acquire(host));
      const plan = `sha256:${String(run)}`;
      await done(at, lock.release({ plan, mesh: "m", outcome: "done", finished: "" }));
    }
    const { annotations = {} } = at.lease().metadata;
    const runs = JSON.parse(annotations["meshplan.dev/runs"] ?? "[]") as { plan: string }[];
    expect([runs.length, runs[0]?.plan, runs.at(-1)?.plan]).toEqual([20, "sha256:3", "sha256:22"]);
    expect(annotations["meshplan.dev/epoch"]).toBe("22");
    expect((at.lease()["spec"] as JsonMap)["leaseTransitions"]).toBe(21);
  });

  test("is renewed for as long as it is held, and nobody else gets it", async () => {
    const at = world();
    const lock = await done(at, at.acquire(new Machine(at.steps, "ci-1").start()));
    const told: (readonly Blocked[])[] = [];
    const other = at.acquire(new Machine(at.steps, "ci-2").start(), {
      timeoutSeconds: 600,
      onWait: (blocked) => told.push(blocked),
    });
    expect(await done(at, errorOf(other))).toMatchObject({ code: "MP9320" });
    expect(told.map((blocked) => blocked.map(({ cluster }) => cluster))).toEqual([
      ["east", "west"],
    ]);
    await done(at, lock.check("east"));
    await done(at, lock.release());
  });

  test("that is held is told with its holder, host and time, and the way out", async () => {
    const at = world();
    await done(at, at.acquire(new Machine(at.steps, "ci-1").start()));
    const other = at.acquire(new Machine(at.steps, "ci-2").start(), { timeoutSeconds: 0 });
    expect(await done(at, errorOf(other))).toMatchObject({
      message: [
        "east is locked: held by run ci-1-run-1 on host ci-1 (process 1) since 2026-01-01T00:16:40Z",
        "west is locked: held by run ci-1-run-1 on host ci-1 (process 1) since 2026-01-01T00:16:40Z",
      ].join("\n"),
      nextSteps: [
        "let the other apply end, or wait for it longer: --lock-timeout 10m",
        "if nothing runs there any more: meshplan unlock",
      ],
    });
  });

  test("is waited for, and had when it is free", async () => {
    const at = world();
    const lock = await done(at, at.acquire(new Machine(at.steps, "ci-1").start()));
    const other = at.acquire(new Machine(at.steps, "ci-2").start());
    await pass(at, 30_000);
    await done(at, lock.release());
    const second = await done(at, other);
    expect(holderOf(at.lease())).toBe(second.id);
    expect(at.lease().metadata.annotations?.["meshplan.dev/epoch"]).toBe("2");
  });

  test("is taken in all clusters or in none", async () => {
    const at = world();
    ask(at.west, "PATCH", `${PATH}?fieldManager=other`, {
      ...leaseBody(),
      spec: { holderIdentity: "somebody", leaseDurationSeconds: 60 },
    });
    const host = new Machine(at.steps).start();
    expect(await done(at, errorOf(at.acquire(host, { timeoutSeconds: 10 })))).toMatchObject({
      code: "MP9320",
      cluster: "west",
      message: "west is locked: held by run somebody",
    });
    expect(ask(at.east, "GET", PATH).status).toBe(404);
  });

  test("is given back where a signal ends the wait", async () => {
    const at = world();
    const stop = new AbortController();
    const slow = (of: ClusterClient): ClusterClient => ({
      ...of,
      apply: async (object, options) => {
        if (of.cluster === "west") stop.abort(new Error("pressed"));
        return await of.apply(object, options);
      },
    });
    const host = new Machine(at.steps).start();
    const taking = at.acquire(host, { signal: stop.signal, client: slow });
    expect(await done(at, errorOf(taking))).toMatchObject({ message: "pressed" });
    expect(holderOf(at.lease())).toBeUndefined();
  });

  test("without the right to it says which right is missing", async () => {
    const at = world();
    const api = { status: 403, serverMessage: "no", request: "GET" };
    const forbidden = new ApiError("MP9110", "east does not allow it", api, { nextSteps: ["ask"] });
    const denied = (of: ClusterClient): ClusterClient => ({
      ...of,
      get: () => Promise.reject(forbidden),
    });
    const taking = at.acquire(new Machine(at.steps).start(), { client: denied });
    expect(await done(at, errorOf(taking))).toMatchObject({
      code: "MP9322",
      message: "the lock cannot be taken: east does not allow it",
      nextSteps: [
        "ask for the rights to get, create, patch leases.coordination.k8s.io named meshplan in namespace default",
      ],
    });
  });
});

describe("a lock that was left behind", () => {
  /** A lease that nobody renews, by somebody whose clock is years ahead. */
  function abandoned(at: World, host: Host, spec: JsonMap = {}): void {
    for (const cluster of [at.east, at.west])
      ask(cluster, "PATCH", `${PATH}?fieldManager=meshplan`, {
        ...leaseBody(),
        metadata: {
          ...(leaseBody()["metadata"] as JsonMap),
          annotations: { "meshplan.dev/holder": JSON.stringify(host.self) },
        },
        spec: {
          holderIdentity: "gone",
          leaseDurationSeconds: 60,
          renewTime: "2035-01-01T00:00:00.000000Z",
          ...spec,
        },
      });
  }

  test("is taken over once it did not move for its duration while it was watched", async () => {
    const at = world();
    abandoned(at, new Machine(at.steps, "ci-9").start());
    const begun = at.steps.monotonic;
    const lock = await done(at, at.acquire(new Machine(at.steps, "ci-1").start()));
    expect(at.steps.monotonic - begun).toBeGreaterThanOrEqual(60_000);
    expect(holderOf(at.lease())).toBe(lock.id);
  });

  test("is not taken over because a clock was set", async () => {
    const at = world();
    abandoned(at, new Machine(at.steps, "ci-9").start());
    const host = new Machine(at.steps, "ci-1").start();
    const taking = at.acquire(host, {
      timeoutSeconds: 30,
      onWait: () => at.steps.jump({ wall: 1e9 }),
    });
    expect(await done(at, errorOf(taking))).toMatchObject({ code: "MP9320" });
  });

  test("is taken over at once from a dead process of this machine, and not from a living one", async () => {
    const at = world();
    const machine = new Machine(at.steps);
    const holder = machine.start();
    abandoned(at, holder);
    const now = { timeoutSeconds: 0 };
    expect(await done(at, errorOf(at.acquire(machine.start(), now)))).toMatchObject({
      code: "MP9320",
    });
    machine.dead.add(holder.self.pid);
    const lock = await done(at, at.acquire(machine.start(), now));
    expect(holderOf(at.lease())).toBe(lock.id);
  });

  test.each([
    ["says nothing of its holder", { annotations: null }, {}],
    ["says something else", { annotations: { "meshplan.dev/holder": "[" } }, {}],
    ["is to last for ever", {}, { leaseDurationSeconds: 2_000_000_000 }],
  ])("is still a lock where it %s", async (_, metadata, spec) => {
    const at = world();
    abandoned(at, new Machine(at.steps, "ci-9").start());
    for (const cluster of [at.east, at.west]) at.byHand({ metadata, spec }, cluster);
    const taking = at.acquire(new Machine(at.steps).start(), { timeoutSeconds: 0 });
    expect(await done(at, errorOf(taking))).toMatchObject({ code: "MP9320" });
    const lock = await done(
      at,
      at.acquire(new Machine(at.steps).start(), { timeoutSeconds: 7_200 }),
    );
    expect(holderOf(at.lease())).toBe(lock.id);
  });
});

describe("a lock is lost", () => {
  test.each<[string, string, (at: World) => void]>([
    ["was deleted", "the lock of east was deleted", ({ east }) => ask(east, "DELETE", PATH)],
    [
      "was taken away",
      "the lock of east was taken away",
      ({ byHand }) => byHand({ spec: { holderIdentity: null } }),
    ],
    [
      "is another's",
      "the lock of east is another's: run thief has it",
      ({ byHand }) => byHand({ spec: { holderIdentity: "thief" } }),
    ],
  ])("where it %s, from the next renewal on", async (_, message, steal) => {
    const at = world();
    const lock = await done(at, at.acquire(new Machine(at.steps).start()));
    steal(at);
    await pass(at, 25_000);
    expect(await done(at, errorOf(lock.check("east")))).toMatchObject({ code: "MP9321", message });
    await done(at, lock.release());
    expect(holderOf(at.lease(at.west))).toBeUndefined();
  });

  test("where it was taken away, at the first write two seconds later", async () => {
    const at = world();
    const lock = await done(at, at.acquire(new Machine(at.steps).start()));
    at.byHand({ spec: { holderIdentity: "thief" } });
    await pass(at, 2_500);
    await done(at, lock.check("west"));
    expect(await done(at, errorOf(lock.check("east")))).toMatchObject({ code: "MP9321" });
    expect(await done(at, errorOf(lock.check("west")))).toMatchObject({ code: "MP9321" });
  });

  test("where it was taken away since the last write, when it is given back", async () => {
    const at = world();
    const lock = await done(at, at.acquire(new Machine(at.steps).start()));
    at.byHand({ spec: { holderIdentity: "thief" } });
    expect(await done(at, lock.release())).toMatchObject({
      left: [],
      lost: { code: "MP9321", message: "the lock of east is another's: run thief has it" },
    });
    expect(holderOf(at.lease())).toBe("thief");
  });

  test("where it cannot be renewed for so long that others may have it", async () => {
    const at = world();
    const away = { since: Infinity };
    const api = { status: 0, serverMessage: "ECONNREFUSED", request: "PATCH" };
    const outage = (of: ClusterClient): ClusterClient => ({
      ...of,
      apply: async (object, options) => {
        if (at.steps.monotonic < away.since) return await of.apply(object, options);
        throw new ApiError("MP9107", "east cannot be reached", api, { nextSteps: ["wait"] });
      },
    });
    const lock = await done(at, at.acquire(new Machine(at.steps).start(), { client: outage }));
    await pass(at, 25_000);
    away.since = at.steps.monotonic;
    await pass(at, 30_000);
    await done(at, lock.check("east"));
    await pass(at, 20_000);
    expect(await done(at, errorOf(lock.check("east")))).toMatchObject({
      code: "MP9321",
      message: "the lock of east could not be renewed in time: east cannot be reached",
    });
    expect(await done(at, lock.release())).toMatchObject({ left: ["east", "west"] });
  });

  test("where the machine slept and somebody else had it, but not where nobody had", async () => {
    const at = world();
    const lock = await done(at, at.acquire(new Machine(at.steps).start()));
    at.steps.jump({ wall: 3_600_000 });
    await done(at, lock.check("east"));
    at.byHand({ spec: { holderIdentity: "thief" } });
    at.steps.jump({ wall: 3_600_000 });
    expect(await done(at, errorOf(lock.check("east")))).toMatchObject({ code: "MP9321" });
  });

  test("but not by a label, nor by an answer that got lost", async () => {
    const at = world();
    let writes = 0;
    const losesAnswer = (): boolean => (writes += 1) % 2 === 1;
    const lock = await done(at, at.acquire(new Machine(at.steps).start(), { losesAnswer }));
    at.byHand({ metadata: { labels: { team: "a" } } });
    await pass(at, 300_000);
    await done(at, lock.check("east"));
    await done(at, lock.release());
    expect(holderOf(at.lease())).toBeUndefined();
    expect(at.lease().metadata.labels).toEqual({ team: "a" });
  });
});

describe("unlock", () => {
  test("takes the lock from a holder that is gone, and keeps its record", async () => {
    const at = world();
    const machine = new Machine(at.steps);
    const gone = machine.start();
    const lock = await done(at, at.acquire(gone));
    await done(at, lock.release({ plan: "sha256:1", mesh: "m", outcome: "done", finished: "" }));
    await done(at, at.acquire(gone));
    const view = { clock: at.steps.clock(), host: machine.start() };
    const alive = await done(at, readLocks(at.targets, view));
    expect(alive.map(({ isAlive }) => isAlive)).toEqual([true, true]);
    expect(() => requireGone(alive, "meshplan unlock --force")).toThrow(
      "east is held by run ci-1-run-2 on host ci-1 (process 1) since 2026-01-01T00:16:40Z, and that process runs",
    );
    machine.dead.add(gone.self.pid);
    const dead = await done(at, readLocks(at.targets, view));
    requireGone(dead, "");
    await done(at, breakLocks(dead, view));
    expect(holderOf(at.lease())).toBeUndefined();
    expect(Object.keys(at.lease().metadata.annotations ?? {})).toEqual([
      "meshplan.dev/epoch",
      "meshplan.dev/runs",
    ]);
  });

  test("takes a lock whose holder somebody wrote by hand", async () => {
    const at = world();
    const host = new Machine(at.steps).start();
    const lock = await done(at, at.acquire(host));
    await done(at, lock.release());
    at.byHand({ spec: { holderIdentity: "by hand" } });
    const view = { clock: at.steps.clock(), host };
    const seen = await done(at, readLocks(at.targets, view));
    await done(at, breakLocks(seen, view));
    expect(holderOf(at.lease())).toBeUndefined();
  });

  test("does not take a lock that moved since it was shown", async () => {
    const at = world();
    const host = new Machine(at.steps).start();
    await done(at, at.acquire(host));
    const view = { clock: at.steps.clock(), host };
    const seen = await done(at, readLocks(at.targets, view));
    await pass(at, 25_000);
    expect(await done(at, errorOf(breakLocks(seen, view)))).toMatchObject({ code: "MP9320" });
    expect(holderOf(at.lease())).toBe("ci-1-run-1");
  });
});

test(
  "however requests meet, one run at a time has the locks of its clusters",
  { timeout: TIME },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.boolean(), async (seed, lost) => {
        const at = world(seed);
        const choose = choices(seed + 1);
        const inside = { runs: 0, most: 0, had: 0 };
        const losesAnswer = (): boolean => lost && choose(4) === 0;
        const runs = ["ci-1", "ci-2", "ci-3", "ci-4"].map(async (name) => {
          const host = new Machine(at.steps, name).start();
          const lock = await at.acquire(host, { timeoutSeconds: 600, losesAnswer });
          inside.had += 1;
          inside.runs += 1;
          inside.most = Math.max(inside.most, inside.runs);
          await at.steps.clock().sleep(choose(100_000));
          await lock.check("east");
          inside.runs -= 1;
          await lock.release();
        });
        await at.steps.until(Promise.all(runs));
        expect(inside).toEqual({ runs: 0, most: 1, had: 4 });
      }),
      fuzzing(60),
    );
  },
);
