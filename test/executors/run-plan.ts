import { changeKey } from "../../src/executors/pending.ts";
import type { ApplyEvent, Problem } from "../../src/executors/events.ts";
import { execute, type ExecuteOptions } from "../../src/executors/execute.ts";
import { type KubeObject, refText } from "../../src/kube/object.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { bodyOf, type SeenObject, seenObject } from "../../src/planner/recheck.ts";
import { ALONE } from "./alone.ts";
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
  const seen = recheckedIn(world, plan);
  const run = execute(plan, { lock: ALONE, clients: world.clients, clock, seen, ...options });
  const events = collect(run).then((all) => {
    expectLaws(all);
    return all;
  });
  return { world, clock, events };
}

/** What a recheck would hand over of the objects that are there. */
export function recheckedIn(world: World, plan: Plan): ReadonlyMap<string, SeenObject> {
  const seen = new Map<string, SeenObject>();
  for (const action of plan.actions)
    for (const change of action.changes) {
      const live = world.objects.get(`${action.cluster} ${refText(change.object)}`);
      if (change.precondition.absent) continue;
      const found = seenObject(live ?? GONE, bodyOf(plan, change));
      if (found !== undefined) seen.set(changeKey(action.id, change.object), found);
    }
  return seen;
}

/** An object that goes between recheck and write was there at the recheck. */
const GONE: KubeObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "gone", resourceVersion: "7" },
};

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
