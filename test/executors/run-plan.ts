import type { ApplyEvent, Problem } from "../../src/executors/events.ts";
import { execute, type ExecuteOptions } from "../../src/executors/execute.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { collect, expectLaws } from "./event-laws.ts";
import { World, type WorldOptions } from "./gated-client.ts";
import { ManualClock } from "./manual-clock.ts";

/** Starts a plan on clusters in memory. `before` is what is there already. */
export function startPlan(
  plan: Plan,
  options: Omit<WorldOptions, "plan"> & Partial<ExecuteOptions> = {},
  before: (world: World) => void = () => undefined,
): {
  readonly world: World;
  readonly clock: ManualClock;
  readonly events: Promise<readonly ApplyEvent[]>;
} {
  const world = new World({ plan, ...options });
  const clock = new ManualClock();
  before(world);
  const run = execute(plan, { clients: world.clients, clock, ...options });
  const events = collect(run).then((all) => {
    expectLaws(all);
    return all;
  });
  return { world, clock, events };
}

/** The problems of a run, as people will read them. */
export function problemsOf(events: readonly ApplyEvent[]): readonly Problem[] {
  return events.flatMap((event) => (event.type === "action-failed" ? [event.problem] : []));
}

/** `event text` of everything a run says while it waits. */
export function sayings(events: readonly ApplyEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.type === "wait-progress") return [`${event.type}: ${event.detail}`];
    if (event.type === "note" || event.type === "retrying") return [`${event.type}: ${event.text}`];
    if (event.type === "wait-started" || event.type === "wait-finished")
      return [`${event.type}: ${event.text}`];
    return [];
  });
}
