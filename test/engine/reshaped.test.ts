import { afterEach, expect, test } from "vitest";
import { mapsAt } from "../../src/observe/installed/values.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { textAt } from "../embedded/kube/client.ts";
import { bringRoot, newRoot } from "./bring-root.ts";
import { changesOf, startWorld, type World } from "./world.ts";

/** A mesh that runs, and a file that gives it another shape. What stands in the way is said, and its help leads out. */
let world: World;
afterEach(() => world.close());

/** Codes and clusters of the errors. */
async function refused(file: string): Promise<readonly string[]> {
  world.writes();
  const { plan, diagnostics } = await world.tryPlan(file);
  expect(world.writes()).toEqual([]);
  expect(plan?.digest).toBeUndefined();
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

const SLICES = "/apis/discovery.k8s.io/v1/namespaces/istio-system/endpointslices";
const ISTIOD = "/api/v1/namespaces/istio-system/services/istiod";

/** The slices behind istiod's Service. */
async function slicesOf(cluster: string): Promise<readonly string[]> {
  const selector = encodeURIComponent("kubernetes.io/service-name=istiod");
  const { body } = await world.api(cluster).request("GET", `${SLICES}?labelSelector=${selector}`);
  return mapsAt(body, "items").map((slice) => textAt(slice, "metadata", "name"));
}

const PRIMARIES = SEED.replace(", primary: cluster1", "").replace(
  "clusters:",
  "trust: { root: existing }\nclusters:",
);

test("a remote becomes a primary without the address of the one before", async () => {
  world = await startWorld();
  const root = newRoot();
  for (const cluster of ["cluster1", "cluster2"]) await bringRoot(world, cluster, root);
  await world.converge();
  expect(await refused(PRIMARIES)).toEqual(["MP0535 cluster2", "MP0583 cluster2"]);
  await remove("cluster2", `${SLICES}/istiod`);
  await converges(PRIMARIES);
  expect(await slicesOf("cluster2")).toEqual([expect.stringMatching(/^istiod-.+/)]);
}, 60_000);

test("a remote that gets an injector of its own leaves the primary's address", async () => {
  world = await startWorld();
  await world.converge();
  const local = SEED.replace("primary: cluster1", "primary: cluster1, injector: local").replace(
    "clusters:",
    "trust: { root: existing }\nclusters:",
  );
  expect(await refused(local)).toContain("MP0535 cluster2");
}, 60_000);

test("a primary becomes a remote without the addresses of its own istiod", async () => {
  world = await startWorld();
  const root = newRoot();
  for (const cluster of ["cluster1", "cluster2"]) await bringRoot(world, cluster, root);
  await world.converge(PRIMARIES);
  const before = await refused(SEED);
  expect(before).toContain("MP0535 cluster2");
  const [own = ""] = await slicesOf("cluster2");
  await remove("cluster2", ISTIOD);
  await world.api("cluster2").request("DELETE", `${SLICES}/${own}`);
  await world.converge(SEED);
  expect(changesOf(await world.plan(SEED))).toEqual([]);
  expect(await slicesOf("cluster2")).toEqual(["istiod"]);
}, 60_000);

test("a mesh stays in its namespace, and is known there by its label", async () => {
  world = await startWorld();
  await world.converge();
  const moved = SEED.replace("version: 1.31.0", "version: 1.31.0\n  namespace: mesh-system");
  expect(await refused(moved)).toEqual(["MP0536 cluster1", "MP0536 cluster2"]);
  // An Istio of another mesh stays what it is.
  expect(await refused(moved.replace("mesh: mesh1", "mesh: mesh2"))).toContain("MP0502 cluster1");
  await converges(SEED);
}, 60_000);

test("a mesh in a namespace of its own stays there too, also where its injector has a host name", async () => {
  const named = SEED.replace(
    "network: network1",
    "network: network1, gateway: { address: mesh.example.com }",
  );
  const own = named.replace("version: 1.31.0", "version: 1.31.0\n  namespace: mesh-system");
  world = await startWorld({ file: own });
  await world.converge();
  expect(await refused(named)).toEqual(["MP0536 cluster1", "MP0536 cluster2"]);
}, 60_000);
