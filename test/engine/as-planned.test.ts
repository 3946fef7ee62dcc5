import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { objectPath } from "../../src/kube/kinds.ts";
import { deferredIn } from "../../src/planner/deferred.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { outcomeOf, startWorld, type World } from "./world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

interface Planned {
  /** Written for sure. */
  readonly known: readonly string[];
  /** Written where a value that is known after apply comes out as another one. */
  readonly open: readonly string[];
}

/** One request for each object that a plan says it changes. */
function requestsOf(plan: Plan): Planned {
  const all = plan.actions.flatMap(({ changes }) => changes.filter(({ verb }) => verb !== "none"));
  const requests = (isOpen: boolean): readonly string[] =>
    all
      .filter(({ body, verb }) => {
        const holes = deferredIn(plan.bodies.get(body) ?? null);
        return (verb !== "create" && holes.length > 0) === isOpen;
      })
      .map(({ object }) => `PATCH ${objectPath(object)}`)
      .sort();
  return { known: requests(false), open: requests(true) };
}

function ownWrites(): readonly string[] {
  const own = world.writes().filter(({ userAgent }) => userAgent.startsWith("meshplan/"));
  return own.map(({ method, path }) => `${method} ${path}`).sort();
}

const CHANGED = SEED.replace(
  "network: network1 }",
  "network: network1, gateway: { annotations: { example.com/lb: internal } } }",
);

/** The tests tell one story: a first apply, a change, the way back, and a mesh that is as planned. */
describe("an apply", () => {
  test.each([
    ["of empty clusters", SEED, { known: 75, open: 0 }],
    ["of a changed file", CHANGED, { known: 1, open: 2 }],
    ["of the file before", SEED, { known: 1, open: 2 }],
  ])(
    "%s sends each object that its plan changes, and writes nothing else",
    async (_, file, sizes) => {
      const plan = await world.plan(file);
      const { known, open } = requestsOf(plan);
      expect({ known: known.length, open: open.length }).toEqual(sizes);
      world.writes();
      expect(outcomeOf(await world.apply(plan))).toBe("done");
      const written = ownWrites();
      expect(written.filter((one) => !open.includes(one))).toEqual(known);
    },
  );

  test("leaves a mesh that a plan reads without a dry run", async () => {
    await world.idle();
    for (const { requests } of world.sandbox.clusters) requests.splice(0);
    expect(requestsOf(await world.plan())).toEqual({ known: [], open: [] });
    const asked = world.sandbox.clusters.flatMap(({ requests }) => requests.splice(0));
    expect(asked.length).toBeGreaterThan(75);
    expect(asked.filter(({ dryRun }) => dryRun)).toEqual([]);
  });
});
