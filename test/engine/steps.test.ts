import { afterAll, beforeAll, expect, test } from "vitest";
import { recheck } from "../../src/engine/recheck.ts";
import type { PlanStep } from "../../src/planner/plan-step.ts";
import { outcomeOf, startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld({});
});
afterAll(() => world.close());

/** Every stage that was told, from nothing to all of it, one piece after the other. */
function expectStages(steps: readonly PlanStep[], ...stages: readonly string[]): void {
  const told = [...new Set(steps.map(({ doing }) => doing))];
  expect(told).toEqual(stages);
  for (const stage of told) {
    const own = steps.filter(({ doing }) => doing === stage);
    const total = own[0]?.total ?? 0;
    expect(total).toBeGreaterThan(0);
    expect(own).toEqual(
      Array.from({ length: total + 1 }, (_, done) => ({ doing: stage, done, total })),
    );
  }
}

test("whoever waits for a plan, and for the look before the first write, hears of every piece", async () => {
  const steps: PlanStep[] = [];
  const { plan } = await world.tryPlan(undefined, { onStep: (step) => steps.push(step) });
  expectStages(steps, "read", "render", "compare");
  if (plan === undefined) throw new Error("no plan");
  const again: PlanStep[] = [];
  await recheck(world.ports, plan, (step) => again.push(step));
  expectStages(again, "read", "recheck");
  expect(outcomeOf(await world.apply(plan))).toBe("done");
});
