import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { refText } from "../../src/kube/object.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import type { ApiRequest } from "../../src/embedded/kube/request.ts";
import { attributesOf } from "../rbac/authorizer.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { meshWith } from "./trust-worlds.ts";
import { changesOf, editByHand, startWorld, takeFields, type World } from "./world.ts";

const EXAMPLES = new URL("../../examples/", import.meta.url);
const EXTERNAL = readFileSync(new URL("external-control-plane/mesh.yaml", EXAMPLES), "utf8");
/** Several worlds, on a machine that does other things too. */
const SLOW = { timeout: 120_000 };
const READ_ONLY = { readOnly: true };

const isSecret = (request: ApiRequest): boolean => attributesOf(request).resource === "secrets";

/** Makes Secrets unreadable, as they should be for who plans a pull request; the result ends it. */
function hideSecrets({ sandbox }: World): () => void {
  const undo = sandbox.clusters.map(({ faults }) =>
    faults.add({ when: isSecret, effect: { kind: "forbid" } }),
  );
  return () => {
    for (const one of undo) one();
  };
}

/** The verbs of RBAC that were asked for since the last call; paths that are no resource are GETs. */
function verbsOf({ sandbox }: World): readonly string[] {
  const all = sandbox.clusters.flatMap(({ requests }) => requests.splice(0));
  const verbs = all.map(({ method, path, query }) =>
    attributesOf({ method, path, query: new URLSearchParams(query) }),
  );
  return [...new Set(verbs.map(({ verb }) => verb))].sort();
}

async function readOnlyPlan(world: World, file?: string): Promise<Plan> {
  const { plan, diagnostics } = await world.tryPlan(file, READ_ONLY);
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

/** What a plan says it would do, but for that nobody judged it. */
const saidBy = (plan: Plan) => ({
  changes: changesOf(plan),
  trust: plan.trust,
  clusters: plan.clusters,
  needs: plan.actions.map(({ id, needs }) => [id, needs]),
});

const textOf = (plan: Plan): string =>
  planText(planView(plan, "0.0.0"), { color: false, full: false, width: 100 });

/** The tests of this block tell one story; each starts where the one before ended. */
describe("a read-only plan", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  test("of clusters without an Istio says what a plan says, and sends get and list alone", async () => {
    const judged = await world.plan();
    verbsOf(world);
    const read = await readOnlyPlan(world);
    expect(verbsOf(world)).toEqual(["get", "list"]);
    expect(saidBy(read)).toEqual(saidBy(judged));
    const changes = read.actions.flatMap((action) => action.changes);
    expect(changes.every(({ verb, previewed }) => verb === "none" || previewed)).toBe(true);
  });

  test("has a digest of its own, which an apply can never be asked to expect by mistake", async () => {
    const [judged, read] = [await world.plan(), await readOnlyPlan(world)];
    expect(read.digest).not.toBe(judged.digest);
    expect((await readOnlyPlan(world)).digest).toBe(read.digest);
  });

  test("of a mesh that is there is empty", async () => {
    await world.converge();
    await world.idle();
    verbsOf(world);
    const read = await readOnlyPlan(world);
    expect(verbsOf(world)).toEqual(["get", "list"]);
    expect(changesOf(read)).toEqual([]);
  });

  test("of a mesh that people and controllers edited says what a plan says", async () => {
    const api = world.api("cluster1");
    const istiod = "/apis/apps/v1/namespaces/istio-system/deployments/istiod";
    await editByHand(api, istiod, { metadata: { labels: { app: "edited" } } });
    const config = "/api/v1/namespaces/istio-system/configmaps/istio";
    await takeFields(api, config, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "istio", namespace: "istio-system" },
      data: { mesh: "trustDomain: cluster.local\n" },
    });
    const newer = SEED.replace("version: 1.31.0", "version: 1.31.0\n  hub: registry.example/istio");
    const [judged, read] = [await world.plan(newer), await readOnlyPlan(world, newer)];
    expect(changesOf(judged).length).toBeGreaterThan(3);
    expect(saidBy(read)).toEqual(saidBy(judged));
  });

  test("marks the Secrets that it may not read, counts them, and names the checks that did not run", async () => {
    verbsOf(world);
    const show = hideSecrets(world);
    const { plan, diagnostics } = await world.tryPlan(undefined, READ_ONLY);
    show();
    expect(verbsOf(world)).toEqual(["get", "list"]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["MP0596", "MP0596"]);
    if (plan === undefined) throw new Error("internal: no plan");
    const unread = plan.actions.flatMap(({ id, unread: of = [] }) =>
      of.map((object) => `${id} ${refText(object)}`),
    );
    expect(unread).toEqual([
      "cluster2/reader-token Secret istio-system/istio-reader-service-account-istio-remote-secret-token",
      "cluster1/remote-secret:cluster2 Secret istio-system/istio-remote-secret-cluster2",
    ]);
    expect(planView(plan, "0.0.0").summary.unread).toBe(2);
    const shown = textOf(plan)
      .replaceAll(/sha256:\w+/g, "sha256:…")
      .replaceAll(/127\.0\.0\.1:\d+ {2}\w+/g, "127.0.0.1:… …")
      .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:…");
    await expect(shown).toMatchFileSnapshot("goldens/read-only-without-secrets.txt");
  });

  test("without another right than for Secrets is none: the right is asked for", async () => {
    const isIstiod = ({ path }: ApiRequest): boolean => path.endsWith("/deployments/istiod");
    const { faults } = world.sandbox.cluster("cluster1");
    const undo = faults.add({ when: isIstiod, effect: { kind: "forbid" } });
    const { plan, diagnostics } = await world.tryPlan(undefined, READ_ONLY);
    undo();
    expect(plan).toBeUndefined();
    expect(diagnostics.map(({ code, cluster }) => `${code} ${cluster ?? ""}`)).toEqual([
      "MP0503 cluster1",
    ]);
  });
});

describe("a read-only plan that may not read Secrets", () => {
  let world: World;
  afterEach(() => world.close());

  test(
    "does not know the root of a mesh, and does not say that a new one is made",
    SLOW,
    async () => {
      const names = ["cluster1", "cluster2"];
      const file = meshWith("{ root: generated, key: mesh1-root.pem }", ...names);
      world = await startWorld({ file, clusters: [...names, "cluster3"] });
      await world.converge();
      hideSecrets(world);
      const more = meshWith("{ root: generated, key: elsewhere.pem }", ...names, "cluster3");
      const { plan, diagnostics } = await world.tryPlan(more, READ_ONLY);
      expect(plan?.trust).toEqual({
        ...{ root: "generated", roots: [], unread: true },
        path: "elsewhere.pem",
      });
      expect(diagnostics.map(({ code }) => code)).toContain("MP0596");
      expect(plan === undefined ? "" : textOf(plan)).not.toContain("a new root");
    },
  );

  test("takes no checksum of a hidden kubeconfig for a change", SLOW, async () => {
    world = await startWorld({ file: EXTERNAL, clusters: ["hub", "config", "second"] });
    await world.converge();
    await world.idle();
    hideSecrets(world);
    expect(changesOf(await readOnlyPlan(world))).toEqual([]);
  });
});
