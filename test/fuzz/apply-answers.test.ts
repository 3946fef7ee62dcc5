import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyPlan } from "../../src/engine.ts";
import { recheck } from "../../src/engine/recheck.ts";
import { lockPlan, locksOf } from "../../src/engine/lock-plan.ts";
import { breakLocks } from "../../src/executors/lock/unlock.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { collected, startWorld, type World } from "../engine/world.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { fuzzing, TIME } from "./fuzzing.ts";
import { lawful, Refusal } from "./law.ts";
import { type AnswerChange, anyAnswers, mutateAnswers } from "./mutated-answers.ts";

/** The whole of an apply: a wait whose watch says nothing sensible ends with it. */
const SECONDS = 2;
const EDITED = SEED.replace("clusters:", "metadata: { labels: { team: mesh } }\nclusters:");

const LOCKING = { timeoutSeconds: 0, unlock: "meshplan unlock" };

let used: World;
beforeAll(async () => {
  used = await startWorld();
  await used.converge();
});
afterAll(() => used.close());

test(
  "an apply ends with an outcome or a code, whatever API servers answer",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        anyAnswers,
        fc.integer({ min: 0, max: 7 }),
        fc.boolean(),
        async (changes, kind, isLate) => {
          // Mostly an update of what runs, back and forth; sometimes a mesh from nothing.
          const world = kind === 0 ? await startWorld() : used;
          try {
            await applied(world, await world.plan(kind % 2 === 0 ? SEED : EDITED), changes, isLate);
          } finally {
            if (world !== used) await world.close();
          }
        },
      ),
      fuzzing(3),
    );
  },
  TIME,
);

/** Changes the answers from the lock on, or from the first write on. */
async function applied(
  world: World,
  plan: Plan,
  changes: readonly AnswerChange[],
  isLate: boolean,
): Promise<void> {
  const early = isLate ? undefined : mutateAnswers(world.sandbox, changes);
  const locked = await lawful(() => lockPlan(world.ports, plan, LOCKING));
  const lock = locked instanceof Refusal ? undefined : locked.lock;
  const rechecked = await lawful(() => recheck(world.ports, plan));
  const undo = early ?? mutateAnswers(world.sandbox, changes);
  try {
    if (rechecked instanceof Refusal || lock === undefined) return;
    if (rechecked.stale.length + rechecked.refused.length > 0) return;
    const events = await lawful(() =>
      collected(applyPlan(world.ports, plan, rechecked, { lock, totalTimeoutSeconds: SECONDS })),
    );
    if (events instanceof Refusal) return;
    expect(events.at(-1)?.type).toBe("apply-finished");
    const text = JSON.stringify(events);
    for (const secret of world.secrets()) expect(text).not.toContain(secret);
  } finally {
    await lock?.release();
    undo();
    await breakLocks(await locksOf(world.ports, plan.clusters), world.ports);
  }
}
