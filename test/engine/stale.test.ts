import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recheck } from "../../src/engine/recheck.ts";
import { refText } from "../../src/kube/object.ts";
import { kindOf, readObject } from "../../src/embedded/kube/cluster.ts";
import { fuzzing, TIME } from "../fuzz/fuzzing.ts";
import { mutate, mutations } from "../observe/mutations.ts";
import { changesOf, editByHand, outcomeOf, startWorld, takeFields, type World } from "./world.ts";

const NAMESPACE = "/api/v1/namespaces/istio-system";
const CLUSTER_ROLE =
  "/apis/rbac.authorization.k8s.io/v1/clusterroles/istiod-clusterrole-istio-system";

const BY_HAND = { manager: "kubectl-edit", how: "patch" } as const;
/** Marks say whose an object is: with another one it is not ours to take back. */
const MARKS = /part-of|created-by/;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** The tests of this file tell one story; each starts where the one before ended. */
describe("a plan of creations", () => {
  test("is stale once somebody else made one of its objects", async () => {
    const plan = await world.plan();
    await takeFields(world.api("cluster1"), CLUSTER_ROLE, {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRole",
      metadata: { name: "istiod-clusterrole-istio-system" },
      rules: [],
    });
    const { stale } = await recheck(world.ports, plan);
    expect(stale.map(({ message, object }) => `${object?.name ?? ""}: ${message}`)).toEqual([
      "istiod-clusterrole-istio-system: the object has appeared since the plan",
    ]);
    await world.api("cluster1").request("DELETE", CLUSTER_ROLE);
    expect((await recheck(world.ports, plan)).stale).toEqual([]);
  });
});

describe("a plan of a converged mesh", () => {
  test(
    "is stale once any field of ours has another value, and nothing is written",
    { timeout: TIME },
    async () => {
      await world.converge();
      let tried = 0;
      await fc.assert(
        fc.asyncProperty(mutations(), async (mutation) => {
          const plan = await world.plan();
          const changes = plan.actions.flatMap(({ cluster, changes }) =>
            changes.map(({ object }) => ({ cluster, object })),
          );
          const target = changes[mutation.object % changes.length];
          if (target === undefined) return;
          const { embedded } = world.sandbox.cluster(target.cluster);
          const kind = kindOf(embedded, target.object.apiVersion, target.object.kind);
          const live = readObject(embedded, kind, target.object.namespace, target.object.name);
          if (live === undefined) throw new Error(`internal: ${refText(target.object)} is gone`);
          const api = world.api(target.cluster);
          // Another value by hand, which the next plan takes back.
          const byHand = { writer: BY_HAND, sameValue: false };
          const done = await mutate(api, live, { ...mutation, ...byHand }, MARKS);
          if (done === undefined) return;
          tried += 1;
          world.writes();
          const refused = await world.apply(plan).then(
            () => "it was applied",
            (error: unknown) => String(error),
          );
          expect(refused).toContain("MP0510");
          expect(refused).toContain(target.object.name);
          expect(
            world.writes().filter(({ userAgent }) => userAgent.startsWith("meshplan/")),
          ).toEqual([]);
          await world.converge();
        }),
        { ...fuzzing(4), endOnFailure: true },
      );
      expect(tried).toBeGreaterThan(0);
    },
  );

  test("is not stale for what others do beside it", async () => {
    const plan = await world.plan();
    await editByHand(world.api("cluster1"), NAMESPACE, { metadata: { labels: { team: "a" } } });
    expect((await recheck(world.ports, plan)).stale).toEqual([]);
    expect(outcomeOf(await world.apply(plan))).toBe("done");
  });

  test("is stale once an object is gone, or was made again", async () => {
    const path = `${NAMESPACE}/configmaps/istio`;
    const plan = await world.plan();
    await world.api("cluster1").request("DELETE", path);
    const reasons = async (): Promise<readonly string[]> =>
      (await recheck(world.ports, plan)).stale.map(({ message }) => message);
    expect(await reasons()).toEqual(["the object is gone"]);
    await world.converge();
    expect(await reasons()).toEqual(["the object was deleted and made again"]);
    expect(changesOf(await world.plan())).toEqual([]);
  });

  test("is stale once its context leads to another cluster", async () => {
    const plan = await world.plan();
    const clusters = plan.clusters.map((cluster) => ({ ...cluster, context: "cluster1" }));
    expect((await recheck(world.ports, { ...plan, clusters })).stale).toMatchObject([
      { code: "MP0510", cluster: "cluster2" },
    ]);
  });
});
