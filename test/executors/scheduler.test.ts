import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Outcome, Scheduler, type Vertex } from "../../src/executors/scheduler.ts";

const vertex = (id: string, ...needs: readonly string[]): Vertex => ({
  id,
  cluster: id.split("/")[0] ?? "",
  needs,
  writes: true,
});
const wide = { total: 100, perCluster: 100 };

describe("the order of starting", () => {
  test("starts the longest remaining path first, then by id", () => {
    const scheduler = new Scheduler(
      [vertex("a/z"), vertex("a/b"), vertex("a/long"), vertex("a/next", "a/long")],
      wide,
    );
    expect(scheduler.start()).toEqual(["a/long", "a/b", "a/z"]);
  });

  test("a cluster that is full does not keep the others waiting", () => {
    const scheduler = new Scheduler([vertex("a/1"), vertex("a/2"), vertex("b/1"), vertex("b/2")], {
      total: 3,
      perCluster: 1,
    });
    expect(scheduler.start()).toEqual(["a/1", "b/1"]);
  });

  test("a waiting action holds no slot", () => {
    const scheduler = new Scheduler([vertex("a/1"), vertex("a/2")], { total: 1, perCluster: 1 });
    expect(scheduler.start()).toEqual(["a/1"]);
    expect(scheduler.start()).toEqual([]);
    scheduler.written("a/1");
    expect(scheduler.start()).toEqual(["a/2"]);
  });

  test("an action that only waits needs no slot", () => {
    const waits = { ...vertex("a/wait"), writes: false };
    const scheduler = new Scheduler([vertex("a/1"), waits], { total: 1, perCluster: 1 });
    expect(scheduler.start()).toEqual(["a/1", "a/wait"]);
  });
});

describe("failure", () => {
  test("skips everything behind it, names the root cause, and lets other branches go on", () => {
    const scheduler = new Scheduler(
      [
        vertex("a/1"),
        vertex("a/2", "a/1"),
        vertex("a/3", "a/2"),
        vertex("b/1"),
        vertex("b/2", "b/1"),
      ],
      wide,
    );
    scheduler.start();
    expect(scheduler.finish("a/1", "failed")).toEqual([
      { id: "a/2", because: "a/1" },
      { id: "a/3", because: "a/1" },
    ]);
    scheduler.finish("b/1", "unchanged");
    expect(scheduler.start()).toEqual(["b/2"]);
    scheduler.finish("b/2", "changed");
    expect(scheduler.finished).toBe(true);
  });

  test("an action behind two failures is skipped once, by the first", () => {
    const scheduler = new Scheduler(
      [vertex("a/1"), vertex("b/1"), vertex("a/2", "a/1", "b/1")],
      wide,
    );
    scheduler.start();
    expect(scheduler.finish("b/1", "failed")).toEqual([{ id: "a/2", because: "b/1" }]);
    expect(scheduler.finish("a/1", "failed")).toEqual([]);
  });

  test("a chain of 50,000 actions is skipped without a deep stack", () => {
    const chain = Array.from({ length: 50_000 }, (_, index) =>
      index === 0 ? vertex("a/0") : vertex(`a/${index}`, `a/${index - 1}`),
    );
    const scheduler = new Scheduler(chain, wide);
    scheduler.start();
    expect(scheduler.finish("a/0", "failed")).toHaveLength(49_999);
  });
});

describe("plans that cannot be are our bug", () => {
  test.each([
    ["a cycle", [vertex("a/1", "a/2"), vertex("a/2", "a/1")], /cycle/],
    ["an unknown need", [vertex("a/1", "a/0")], /not in the plan/],
    ["one id twice", [vertex("a/1"), vertex("a/1")], /twice/],
  ])("%s", (_, vertices, message) => {
    expect(() => new Scheduler(vertices, wide)).toThrow(message);
  });
});

interface World {
  readonly vertices: readonly Vertex[];
  readonly total: number;
  readonly perCluster: number;
  /** Drives every choice of the run: who moves next, and how. */
  readonly choices: readonly number[];
  readonly interruptAt: number;
}

const graph: fc.Arbitrary<World> = fc
  .array(
    fc.record({
      cluster: fc.constantFrom("a", "b", "c"),
      writes: fc.boolean(),
      needs: fc.array(fc.nat(), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .chain((nodes) => {
    const name = (index: number) => `${nodes[index]?.cluster ?? ""}/${String(index)}`;
    const vertices = nodes.map(({ cluster, writes, needs }, index) => ({
      id: name(index),
      cluster,
      writes,
      needs: index === 0 ? [] : needs.map((need) => name(need % index)),
    }));
    return fc.record({
      vertices: fc.shuffledSubarray(vertices, { minLength: vertices.length }),
      total: fc.integer({ min: 1, max: 4 }),
      perCluster: fc.integer({ min: 1, max: 3 }),
      choices: fc.array(fc.nat(), { minLength: 120, maxLength: 120 }),
      interruptAt: fc.integer({ min: 0, max: 60 }),
    });
  });

/** Plays one run, checking the laws at every step. */
function play({ vertices, total, perCluster, choices, interruptAt }: World, interrupts: boolean) {
  const byId = new Map(vertices.map((one) => [one.id, one]));
  const scheduler = new Scheduler(vertices, { total, perCluster });
  const writing = new Set<string>();
  const waiting = new Set<string>();
  const ends = new Map<string, string>();
  let left: readonly string[] | undefined;
  let step = 0;
  const start = () => {
    for (const id of scheduler.start()) {
      expect(left).toBeUndefined();
      const one = byId.get(id);
      for (const need of one?.needs ?? [])
        expect(["changed", "unchanged"]).toContain(ends.get(need));
      (one?.writes === true ? writing : waiting).add(id);
    }
    expect(writing.size).toBeLessThanOrEqual(total);
    for (const cluster of ["a", "b", "c"])
      expect(
        [...writing].filter((id) => byId.get(id)?.cluster === cluster).length,
      ).toBeLessThanOrEqual(perCluster);
  };
  start();
  while (!scheduler.finished) {
    if (interrupts && step === interruptAt) {
      const answer = scheduler.interrupt();
      expect([...answer.running].sort()).toEqual([...writing].sort());
      expect(answer.left).toEqual(expect.arrayContaining([...waiting]));
      left = answer.left;
      for (const id of waiting) expect(scheduler.finish(id, "left")).toEqual([]);
      waiting.clear();
    }
    const choice = choices[step % choices.length] ?? 0;
    const running = [...writing, ...waiting];
    const id = running[choice % running.length];
    step += 1;
    if (id === undefined) continue;
    if (writing.delete(id) && choice % 2 === 0) {
      waiting.add(id);
      scheduler.written(id);
    } else {
      waiting.delete(id);
      const outcome: Outcome =
        choice % 5 === 0 ? "failed" : choice % 3 === 0 ? "unchanged" : "changed";
      expect(ends.has(id)).toBe(false);
      ends.set(id, outcome);
      for (const skip of scheduler.finish(id, outcome)) {
        expect(ends.has(skip.id)).toBe(false);
        ends.set(skip.id, skip.because);
      }
    }
    start();
  }
  return { ends, left, byId };
}

describe("any graph, any order of events", () => {
  test("every action ends once, no limit is exceeded, nothing starts before its needs", () => {
    fc.assert(
      fc.property(graph, (world) => {
        const { ends } = play(world, false);
        expect([...ends.keys()].sort()).toEqual(world.vertices.map((one) => one.id).sort());
      }),
    );
  });

  test("a skipped action names a failed action that it depends on", () => {
    fc.assert(
      fc.property(graph, (world) => {
        const { ends, byId } = play(world, false);
        const dependsOn = (id: string, on: string): boolean =>
          (byId.get(id)?.needs ?? []).some((need) => need === on || dependsOn(need, on));
        for (const [id, end] of ends) {
          if (!byId.has(end)) continue;
          expect(ends.get(end)).toBe("failed");
          expect(dependsOn(id, end)).toBe(true);
        }
      }),
    );
  });

  test("an interrupt leaves exactly what has not started or waits", () => {
    fc.assert(
      fc.property(graph, (world) => {
        const { ends, left } = play(world, true);
        const all = world.vertices.map((one) => one.id).sort();
        expect([...ends.keys(), ...(left ?? [])].sort()).toEqual(all);
      }),
    );
  });
});
