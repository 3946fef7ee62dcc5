import fc from "fast-check";
import { expect, test } from "vitest";
import { applyPlan } from "../../src/engine.ts";
import { recheck } from "../../src/engine/recheck.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { ALONE } from "../executors/alone.ts";
import { fuzzing, TIME } from "../fuzz/fuzzing.ts";
import { saved } from "./saved.ts";
import { settled } from "./settled.ts";
import { changesOf, outcomeOf, startWorld, type World } from "./world.ts";

/** Objects of the seed. */
const WRITES = 75;

/** Every run is two worlds' worth of work, on a machine that does other things too. */

/** Stops listening after some writes, which ends the run as a dying process would: what is on its way is lost sight of. */
async function crashAfter(writes: number, plan: Plan, world: World): Promise<void> {
  const rechecked = await recheck(world.ports, plan);
  expect(rechecked.stale).toEqual([]);
  let written = 0;
  for await (const event of applyPlan(world.ports, plan, rechecked, { lock: ALONE })) {
    if (event.type === "object-written") written += 1;
    if (written === writes) return;
  }
}

async function inFreshWorld<T>(run: (world: World) => Promise<T>): Promise<T> {
  const world = await startWorld();
  try {
    return await run(world);
  } finally {
    await world.close();
  }
}

test(
  "a crash after any write, then the same saved plan, ends as if there had been none",
  { timeout: TIME },
  async () => {
    const whole = await inFreshWorld(async (world) => {
      await world.converge();
      return await settled(world);
    });
    const crashes = fc.array(fc.integer({ min: 1, max: WRITES }), { minLength: 1, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(crashes, async (points) => {
        await inFreshWorld(async (world) => {
          const plan = saved(await world.plan(), world.folder);
          for (const writes of points) await crashAfter(writes, plan, world);
          expect(outcomeOf(await world.apply(plan))).toBe("done");
          expect(await settled(world)).toEqual(whole);
          expect(changesOf(await world.plan())).toEqual([]);
        });
      }),
      { ...fuzzing(4), examples: [[[1]], [[WRITES]]] },
    );
  },
);

test("a saved plan that is applied a second time writes nothing", async () => {
  await inFreshWorld(async (world) => {
    const plan = saved(await world.plan(), world.folder);
    expect(outcomeOf(await world.apply(plan))).toBe("done");
    world.writes();
    expect((await world.apply(plan)).at(-1)).toMatchObject({ outcome: "done", objectsWritten: 0 });
    expect(world.writes().filter(({ userAgent }) => userAgent.startsWith("meshplan/"))).toEqual([]);
  });
});
