import { describe, expect, test } from "vitest";
import { collectionPath, kindInfo, objectPath } from "../../src/kube/kinds.ts";
import { isList, type KubeObject, type ObjectRef, refOf, refText } from "../../src/kube/object.ts";
import { WRITTEN_KINDS } from "../../src/kube/written-kinds.ts";
import type { ApiRequest } from "../../src/embedded/kube/request.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { planView } from "../../src/report/plan-view.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { startWorld, type World } from "./world.ts";

const SLOW = { timeout: 120_000 };
const THREE = `${SEED}  cluster3: { network: network3, primary: cluster1 }\n`;
const OLD_AND_NEW = SEED.replace(
  "  version: 1.31.0",
  "  revisions: { 1-30-4: { version: 1.30.4 }, 1-31-0: { version: 1.31.0 } }\n  tags: { default: 1-31-0, prod: 1-30-4 }",
);
const NEW = OLD_AND_NEW.replace("1-30-4: { version: 1.30.4 }, ", "").replace(", prod: 1-30-4", "");

async function inWorld<T>(clusters: readonly string[], work: (world: World) => Promise<T>) {
  const world = await startWorld({ clusters });
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}

const namesOf = ({ leftovers = [] }: Plan): readonly string[] =>
  leftovers.map(({ cluster, object }) => `${cluster} ${refText(object)}`);

describe("what a plan says of objects that no action names", () => {
  test("names the remote secret of a cluster that left the file", SLOW, () =>
    inWorld(["cluster1", "cluster2", "cluster3"], async (world) => {
      await world.converge(THREE);
      const plan = await world.plan(SEED);
      // It is told in one place.
      expect(plan.diagnostics).toEqual([]);
      expect(namesOf(plan)).toEqual(["cluster1 Secret istio-system/istio-remote-secret-cluster3"]);
      expect(plan.leftovers?.[0]?.reads).toBe("cluster3");
    }),
  );

  test("names what is made for several replicas only, when there is one", SLOW, () =>
    inWorld(["cluster1", "cluster2"], async (world) => {
      const replicas = "network: network1, gateway: { values: { replicas: 3 } } }";
      await world.converge(SEED.replace("network: network1 }", replicas));
      await world.converge(SEED);
      expect(namesOf(await world.plan(SEED))).toEqual([
        "cluster1 PodDisruptionBudget istio-system/istio-eastwestgateway",
      ]);
    }),
  );

  test("names a revision that left the file, and what it says to do settles the mesh", SLOW, () =>
    inWorld(["cluster1", "cluster2"], async (world) => {
      await world.converge(OLD_AND_NEW);
      await world.converge(NEW);
      await world.idle();
      const before = everything(world);
      const plan = await world.plan(NEW);
      const view = planView(plan, "0.0.0");
      expect(view.summary).toMatchObject({ add: 0, change: 0, left_over: 28 });
      const order = namesOf(plan);
      const place = (text: string): number => order.findIndex((one) => one.includes(text));
      // The injector of the remote calls the istiod of the primary.
      expect(place("cluster2 MutatingWebhookConfiguration")).toBeLessThan(
        place("cluster1 Deployment"),
      );
      expect(place("cluster1 ValidatingWebhookConfiguration")).toBeLessThan(
        place("cluster1 Deployment"),
      );
      expect(place("cluster1 Deployment")).toBeLessThan(
        place("cluster1 Service istio-system/istiod-1-30-4"),
      );
      for (const { cluster, object } of plan.leftovers ?? [])
        await world.api(cluster).request("DELETE", objectPath(object));
      await world.idle();
      const after = await world.plan(NEW);
      expect(namesOf(after)).toEqual([]);
      expect(planView(after, "0.0.0").summary).toMatchObject({ add: 0, change: 0, left_over: 0 });
      // Nothing went that was not named.
      const left = everything(world);
      expect(before.filter((one) => !left.includes(one))).toEqual([...order].sort());
    }),
  );

  test("is in the digest that people approve", SLOW, () =>
    inWorld(["cluster1", "cluster2", "cluster3"], async (world) => {
      await world.converge(THREE);
      const plan = await world.plan(SEED);
      await world
        .api("cluster1")
        .request("DELETE", objectPath(secret("istio-remote-secret-cluster3")));
      const other = await world.plan(SEED);
      expect(other.leftovers).toBeUndefined();
      expect(other.digest).not.toBe(plan.digest);
    }),
  );

  test("leaves the CA, the namespace and what controllers copied the label to", SLOW, () =>
    inWorld(["cluster1", "cluster2"], async (world) => {
      const folder = `trust: { root: generated, key: root.key }\n`;
      await world.converge(`${SEED}${folder}`);
      await world.idle();
      expect(namesOf(await world.plan(`${SEED}trust: { root: existing }\n`))).toEqual([]);
    }),
  );

  test("concludes nothing where a cluster was not read", SLOW, () =>
    inWorld(["cluster1", "cluster2"], async (world) => {
      await world.converge(SEED);
      const away = SEED.replace("network2,", "network2, context: nowhere,");
      const { plan } = await world.tryPlan(away, { allowUnreachable: true });
      expect(plan?.complete).toBe(false);
      expect(plan?.leftovers).toBeUndefined();
    }),
  );
});

describe("the search for what is left over", () => {
  test(
    "is one list of metadata for each kind, and of none in a namespace that is not there",
    SLOW,
    () =>
      inWorld(["cluster1", "cluster2"], async (world) => {
        await world.plan(SEED);
        // The facts look for agents on the nodes by the same label.
        const first = searches(world).filter((path) => !path.endsWith("/daemonsets"));
        expect(first.filter((path) => path.includes("/namespaces/"))).toEqual([]);
        await world.converge(SEED);
        searches(world);
        await world.plan(SEED);
        const paths = WRITTEN_KINDS.map((kind) =>
          collectionPath({ ...kind, ...(isNamespaced(kind) ? { namespace: "istio-system" } : {}) }),
        );
        expect(searches(world)).toEqual([...paths].sort());
        expect(first).toEqual([...paths].filter((path) => !path.includes("/namespaces/")).sort());
      }),
  );

  test("says which kinds may not be listed, and goes on with the others", SLOW, () =>
    inWorld(["cluster1", "cluster2", "cluster3"], async (world) => {
      await world.converge(THREE);
      const { faults } = world.sandbox.cluster("cluster1");
      const isSearch = ({ query }: ApiRequest): boolean => isOfPart(query.toString());
      faults.add({
        when: (request) => isSearch(request) && request.path.endsWith("/networkpolicies"),
        effect: { kind: "forbid" },
      });
      const plan = await world.plan(SEED);
      expect(plan.unlisted).toEqual([{ cluster: "cluster1", kinds: ["NetworkPolicy"] }]);
      expect(namesOf(plan)).toEqual(["cluster1 Secret istio-system/istio-remote-secret-cluster3"]);
      faults.clear();
      // Whose rights found it is nothing that people approve.
      expect((await world.plan(SEED)).digest).toBe(plan.digest);
    }),
  );
});

test("every kind that meshplan writes is searched", SLOW, () =>
  inWorld(["cluster1", "cluster2"], async (world) => {
    const known = new Set(WRITTEN_KINDS.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`));
    const plan = await world.plan(OLD_AND_NEW);
    const written = plan.actions.flatMap(({ changes }) => changes.map(({ object }) => object));
    const missed = written.filter(
      ({ apiVersion, kind }) => !known.has(`${apiVersion} ${kind}` as never),
    );
    expect(missed).toEqual([]);
  }),
);

function isNamespaced({ apiVersion, kind }: (typeof WRITTEN_KINDS)[number]): boolean {
  return kindInfo(apiVersion, kind)?.namespaced === true;
}

/** The paths that were searched in the first cluster since the last call. */
function searches(world: World): readonly string[] {
  const seen = world.sandbox.cluster("cluster1").requests.splice(0);
  return seen
    .filter(({ method, query }) => method === "GET" && isOfPart(query))
    .map(({ path }) => path)
    .filter((path, index, all) => all.indexOf(path) === index)
    .sort();
}

function isOfPart(query: string): boolean {
  return decodeURIComponent(query).includes("labelSelector=applyset.kubernetes.io/part-of=");
}

function secret(name: string): ObjectRef {
  return { apiVersion: "v1", kind: "Secret", namespace: "istio-system", name };
}

/** Every object but those that controllers make of others. */
function everything(world: World): readonly string[] {
  return world.sandbox.clusters
    .flatMap(({ name, embedded }) =>
      embedded.store
        .export()
        .objects.filter(({ object }) => !isMade(object))
        .map(({ object }) => `${name} ${refText(refOf(object))}`),
    )
    .sort();
}

function isMade({ kind, metadata }: KubeObject): boolean {
  return (
    ["Pod", "ReplicaSet", "Event", "Lease"].includes(kind) || isList(metadata["ownerReferences"])
  );
}
