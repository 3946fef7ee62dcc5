import { afterEach, expect, test } from "vitest";
import { SEED } from "../mesh/build-mesh.ts";
import { changesOf, startWorld, type World } from "./world.ts";

/** A mesh that runs, and a file that gives it another shape. What stands in the way is said, and its help leads out. */
let world: World;
afterEach(() => world.close());

/** Codes and clusters of the errors. */
async function refused(file: string): Promise<readonly string[]> {
  world.writes();
  const { plan, diagnostics } = await world.tryPlan(file);
  expect(world.writes()).toEqual([]);
  expect(plan).toBeUndefined();
  return diagnostics.map(({ code, cluster }) => `${code} ${cluster ?? ""}`);
}

/** Applies the file, and expects nothing to be left to do. */
async function converges(file: string): Promise<void> {
  await world.converge(file);
  expect(changesOf(await world.plan(file))).toEqual([]);
}

async function remove(cluster: string, path: string): Promise<void> {
  const { status } = await world.api(cluster).request("DELETE", path);
  expect(status).toBe(200);
}

const INJECTORS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";

test("a remote keeps its name", async () => {
  world = await startWorld();
  await world.converge();
  const renamed = SEED.replace("cluster2: {", "renamed: { context: cluster2,");
  expect(await refused(renamed)).toEqual(["MP0525 renamed", "MP0529 cluster1"]);
  // Another network, and the other name once its injector is gone, are as before.
  const { diagnostics } = await world.tryPlan(SEED.replace("network2", "network3"));
  expect(diagnostics.map(({ code }) => code)).not.toContain("MP0525");
  await remove("cluster2", `${INJECTORS}/istio-sidecar-injector`);
  await remove("cluster1", "/api/v1/namespaces/istio-system/secrets/istio-remote-secret-cluster2");
  await converges(renamed);
});

const STABLE = "revisions: { stable: { version: 1.31.0 } }";
const REVISIONED = SEED.replace("version: 1.31.0", STABLE);
const TAGGED = SEED.replace("version: 1.31.0", `${STABLE}\n  tags: { default: stable }`);

test("the revision without a name becomes a tag, and back, without two injectors for one pod", async () => {
  world = await startWorld();
  await world.converge();
  expect(await refused(TAGGED)).toEqual(["MP0534 cluster1", "MP0534 cluster2"]);
  await converges(REVISIONED);
  expect(await refused(TAGGED)).toEqual(["MP0534 cluster1", "MP0534 cluster2"]);
  for (const cluster of ["cluster1", "cluster2"])
    await remove(cluster, `${INJECTORS}/istio-sidecar-injector`);
  await converges(TAGGED);

  expect(await refused(SEED)).toEqual(["MP0534 cluster1", "MP0534 cluster2"]);
  for (const cluster of ["cluster1", "cluster2"])
    await remove(cluster, `${INJECTORS}/istio-revision-tag-default`);
  await converges(SEED);
}, 60_000);
