import fc from "fast-check";
import { expect, test } from "vitest";
import { changeKey } from "../../src/executors/pending.ts";
import { execute } from "../../src/executors/execute.ts";
import { sameJson } from "../../src/kube/canonical.ts";
import { refText } from "../../src/kube/object.ts";
import { ALONE } from "./alone.ts";
import { collect, expectLaws, outcomesOf } from "./event-laws.ts";
import { World } from "./gated-client.ts";
import { ManualClock } from "./manual-clock.ts";
import { seedPlan } from "./seed.ts";

const plan = seedPlan();
const WRITES = plan.actions.flatMap((action) => action.changes).length;

async function converged(): Promise<World> {
  const world = new World({ plan });
  await collect(execute(plan, { lock: ALONE, clients: world.clients, clock: new ManualClock() }));
  return world;
}

/** What a recheck would find: the changes whose object is as the plan's run leaves it. */
function doneIn(world: World, goal: World): ReadonlySet<string> {
  const [now, then] = [world.state(), goal.state()];
  return new Set(
    plan.actions.flatMap((action) =>
      action.changes
        .filter(({ object }) => {
          const key = `${action.cluster} ${refText(object)}`;
          return now[key] !== undefined && sameJson(now[key], then[key]);
        })
        .map(({ object }) => changeKey(action.id, object)),
    ),
  );
}

test("a crash after any write, then the same plan again, ends as if nothing had happened", async () => {
  const goal = await converged();
  expect(Object.keys(goal.state())).toHaveLength(WRITES);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: WRITES }), fc.boolean(), async (writes, lost) => {
      const world = new World({ plan, dieAfter: { writes, lost } });
      const first = execute(plan, {
        lock: ALONE,
        clients: world.clients,
        clock: new ManualClock(),
      });
      // Nobody reads on after a SIGKILL, so the first run is left lying where it is.
      void collect(first);
      await world.died;
      world.revive();
      const done = doneIn(world, goal);
      expect(done.size).toBe(writes);

      const sentBefore = world.sent.length;
      const clock = new ManualClock();
      const events = await collect(
        execute(plan, { lock: ALONE, clients: world.clients, clock, done }),
      );
      expectLaws(events);
      expect(events.at(-1)).toMatchObject({ outcome: "done", objectsWritten: WRITES - writes });
      expect(world.sent.length - sentBefore).toBe(WRITES - writes);
      expect(world.state()).toEqual(goal.state());
    }),
  );
});

test("the same plan once more writes nothing", async () => {
  const world = await converged();
  const sent = world.sent.length;
  const done = doneIn(world, world);
  const run = execute(plan, {
    lock: ALONE,
    clients: world.clients,
    clock: new ManualClock(),
    done,
  });
  const events = await collect(run);
  expect(world.sent).toHaveLength(sent);
  expect(new Set(Object.values(outcomesOf(events)))).toEqual(new Set(["unchanged"]));
});
