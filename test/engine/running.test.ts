import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonMap } from "../../src/kube/object.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { ALIAS, startWorld, type World } from "./world.ts";

/** A mesh that runs, and a file or a cluster that no longer says what was applied. */
let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.converge();
});
afterAll(() => world.close());

const ISTIO = "/api/v1/namespaces/istio-system";

/** Codes and clusters of what a plan finds, and whether there is a plan. */
async function found(file?: string): Promise<readonly [boolean, readonly string[]]> {
  const { plan, diagnostics } = await world.tryPlan(file);
  return [plan !== undefined, diagnostics.map(({ code, cluster }) => `${code} ${cluster ?? ""}`)];
}

async function during(
  cluster: string,
  path: string,
  body: JsonMap,
  check: () => Promise<void>,
): Promise<void> {
  const metadata = body["metadata"] as { name: string };
  expect((await world.api(cluster).request("POST", path, body)).status).toBe(201);
  await check();
  await world.api(cluster).request("DELETE", `${path}/${metadata.name}`);
}

async function patched(cluster: string, path: string, metadata: JsonMap): Promise<void> {
  const { status } = await world
    .api(cluster)
    .request("PATCH", path, { metadata }, { contentType: "application/merge-patch+json" });
  expect(status).toBe(200);
}

test("a mesh that runs as the file says is planned without a word", async () => {
  expect(await found()).toEqual([true, []]);
});

describe("a file that would rename what runs", () => {
  test("refuses another name of a cluster", async () => {
    const renamed = SEED.replaceAll("cluster1", "primary1").replace(
      "primary1: {",
      "primary1: { context: cluster1,",
    );
    const [planned, codes] = await found(renamed);
    expect(planned).toBe(false);
    expect(codes).toContain("MP0525 primary1");
  });

  test("refuses two names for one cluster, and proposes nothing to do in it", async () => {
    const twice = SEED.replace("cluster2: {", `cluster2: { context: ${ALIAS},`);
    expect(await found(twice)).toEqual([false, ["MP0509 cluster2"]]);
  });

  test("refuses another name of the mesh, and tells whose the Istio is", async () => {
    const { diagnostics } = await world.tryPlan(SEED.replace("mesh: mesh1", "mesh: mesh2"));
    const helps = diagnostics.map(({ code, help }) => `${code}: ${help}`);
    expect([...new Set(helps)].sort()).toMatchInlineSnapshot(`
      [
        "MP0502: keep the name of that mesh under mesh:, which cannot be changed, or leave cluster1 out of this one",
        "MP0502: keep the name of that mesh under mesh:, which cannot be changed, or leave cluster2 out of this one",
        "MP0524: write \`mesh: mesh1\`, or correct the context of cluster1",
      ]
    `);
  });

  test("warns of another trust domain", async () => {
    const file = `${SEED}trustDomain: mesh.example.com\n`;
    expect(await found(file)).toEqual([true, ["MP0526 cluster1"]]);
    await world.converge(file);
    expect(await found(file)).toEqual([true, []]);
    await world.converge();
  });

  test("warns of a remote that becomes a primary, and keeps the annotation", async () => {
    const [, codes] = await found(
      SEED.replace(", primary: cluster1", "").replace(
        "clusters:",
        "trust: { root: existing }\nclusters:",
      ),
    );
    expect(codes).toContain("MP0583 cluster2");
  });
});

describe("a cluster in which others were at work", () => {
  const secret = (name: string, of: string): JsonMap => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name,
      labels: { "istio/multiCluster": "true" },
      annotations: { "networking.istio.io/cluster": of },
    },
  });

  test("may not hold a second remote secret for a cluster", async () => {
    await during("cluster1", `${ISTIO}/secrets`, secret("by-hand", "cluster2"), async () => {
      expect(await found()).toEqual([false, ["MP0528 cluster1"]]);
    });
  });

  test("may hold one for a cluster that is not in the file: a warning", async () => {
    await during("cluster1", `${ISTIO}/secrets`, secret("by-hand", "cluster9"), async () => {
      expect(await found()).toEqual([true, ["MP0529 cluster1"]]);
    });
  });

  test("may hold the Endpoints of an older Istio: a warning", async () => {
    const endpoints: JsonMap = {
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: { name: "istiod" },
    };
    await during("cluster2", `${ISTIO}/endpoints`, endpoints, async () => {
      expect(await found()).toEqual([true, ["MP0580 cluster2"]]);
    });
  });

  test("may have kube-system labelled for injection: a warning", async () => {
    const path = "/api/v1/namespaces/kube-system";
    await patched("cluster2", path, { labels: { "istio-injection": "enabled" } });
    expect(await found()).toEqual([true, ["MP0581 cluster2"]]);
    await patched("cluster2", path, { labels: { "istio-injection": null } });
  });

  test("is not asked for rights that only rules would use", async () => {
    for (const { faults } of world.sandbox.clusters)
      faults.add({
        when: ({ path }) => path.endsWith("/endpoints/istiod"),
        effect: { kind: "forbid" },
      });
    expect(await found()).toEqual([true, []]);
    for (const { faults } of world.sandbox.clusters) faults.clear();
  });
});
