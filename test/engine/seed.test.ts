import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodePlan } from "../../src/planner/plan-file.ts";
import { planJson } from "../../src/report/json.ts";
import { planView } from "../../src/report/plan-view.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { changesOf, outcomeOf, startWorld, type World } from "./world.ts";

const MADE = { version: "0.0.0", time: "2026-01-01T00:00:00.000Z" };

/** How often clusters were asked since the last call what their user may do. */
function questionsOfRights({ sandbox }: World): number {
  return sandbox.clusters
    .flatMap(({ requests }) => requests.splice(0))
    .filter(({ path }) => path.startsWith("/apis/authorization.k8s.io/")).length;
}

describe("the plan of the seed on empty clusters", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  test("adds every object of the outline once, and nothing else", async () => {
    const plan = await world.plan();
    const verbs = plan.actions.flatMap((action) => action.changes.map(({ verb }) => verb));
    expect(new Set(verbs)).toEqual(new Set(["create"]));
    expect(planView(plan, "0.0.0").summary).toMatchObject({ add: 75, change: 0, destroy: 0 });
    const subjects = changesOf(plan).map((line) => line.replace(/\/\S+/, ""));
    expect(new Set(subjects).size).toBe(subjects.length);
  });

  test("writes nothing", async () => {
    world.writes();
    await world.plan();
    expect(world.writes()).toEqual([]);
  });

  test("asks each cluster once what its user may do", async () => {
    questionsOfRights(world);
    await world.plan();
    expect(questionsOfRights(world)).toBe(world.sandbox.clusters.length);
  });

  test("is the same plan twice: digest, JSON and plan file", async () => {
    const [first, second] = [await world.plan(), await world.plan()];
    expect(second.digest).toBe(first.digest);
    expect(planJson(planView(second, "0.0.0"))).toBe(planJson(planView(first, "0.0.0")));
    expect(encodePlan(second, MADE)).toBe(encodePlan(first, MADE));
  });

  test("keeps its digest however the keys of the file are ordered, but for the clusters", async () => {
    const { digest } = await world.plan();
    await fc.assert(
      fc.asyncProperty(shuffledSeed(), async (file) => {
        expect((await world.plan(file)).digest).toBe(digest);
      }),
      { numRuns: 4 },
    );
  });

  test("changes its digest when the file asks for something else", async () => {
    const { digest } = await world.plan();
    const other = await world.plan(SEED.replaceAll("network2", "network3"));
    expect(other.digest).not.toBe(digest);
  });
});

function shuffled(value: object): fc.Arbitrary<object> {
  return fc
    .shuffledSubarray(Object.entries(value), { minLength: Object.keys(value).length })
    .map((entries) => Object.fromEntries(entries));
}

/** The seed in JSON, which is YAML, with the keys of every map in any order. Clusters stand as they are listed everywhere. */
function shuffledSeed(): fc.Arbitrary<string> {
  const clusters = {
    cluster1: { network: "network1" },
    cluster2: { network: "network2", primary: "cluster1" },
  };
  return shuffled(clusters.cluster2)
    .chain((cluster2) => {
      const file = { apiVersion: "meshplan/v1", mesh: "mesh1", istio: { version: "1.31.0" } };
      return shuffled({ ...file, clusters: { ...clusters, cluster2 } });
    })
    .map((file) => JSON.stringify(file, undefined, 2));
}

const STAR = `apiVersion: meshplan/v1
mesh: star
istio: { version: 1.31.0 }
clusters:
  hub: { network: center }
  north: { network: cold, primary: hub }
  east: { network: windy, primary: hub }
  south: { network: warm, primary: hub }
`;

describe("apply", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  test("ends well, writes what the plan adds, and leaves an empty plan", async () => {
    const plan = await world.plan();
    world.writes();
    const events = await world.apply(plan);
    expect(outcomeOf(events)).toBe("done");
    expect(events.at(-1)).toMatchObject({ objectsWritten: 75 });
    const ours = world.writes().filter(({ userAgent }) => userAgent.startsWith("meshplan/"));
    expect(ours.map(({ query }) => query)).toEqual(
      ours.map(() => "fieldManager=meshplan&fieldValidation=Strict"),
    );
    questionsOfRights(world);
    expect(changesOf(await world.plan())).toEqual([]);
    expect(questionsOfRights(world)).toBe(0);
  });

  test("of an empty plan checks every wait and writes nothing", async () => {
    const plan = await world.plan();
    world.writes();
    const events = await world.apply(plan);
    expect(outcomeOf(events)).toBe("done");
    expect(events.at(-1)).toMatchObject({ objectsWritten: 0 });
    expect(world.writes()).toEqual([]);
  });
});

describe("one primary with three remotes", () => {
  let world: World;
  beforeAll(async () => {
    // The whole way of a request, through the engine: over sockets.
    world = await startWorld({
      clusters: ["hub", "north", "east", "south"],
      file: STAR,
      sockets: true,
    });
  });
  afterAll(() => world.close());

  test("converges in one apply, and the second plan is empty", async () => {
    await world.converge();
    expect(changesOf(await world.plan())).toEqual([]);
    const secrets = world.sandbox.cluster("hub").embedded.store.list("secrets");
    const remote = secrets.filter(({ metadata }) => metadata.labels?.["istio/multiCluster"]);
    expect(remote.map(({ metadata }) => metadata.name)).toEqual([
      "istio-remote-secret-east",
      "istio-remote-secret-north",
      "istio-remote-secret-south",
    ]);
    const waits = (await world.apply(await world.plan())).filter(
      ({ type }) => type === "wait-finished",
    );
    expect(waits.map((event) => ("text" in event ? event.text : ""))).toEqual(
      expect.arrayContaining(["istiod of hub to report east as synced"]),
    );
  });
});
