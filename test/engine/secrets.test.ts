import { afterAll, beforeAll, expect, test } from "vitest";
import { printDiagnostics } from "../../src/diagnostics/print.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import { leaksIn, sinksOf, sinksOfRun } from "./sinks.ts";
import {
  changesOf,
  editByHand,
  outcomeOf,
  PLAIN,
  startWorld,
  takeFields,
  type World,
} from "./world.ts";

const SECRET = "/api/v1/namespaces/istio-system/secrets/istio-remote-secret-cluster2";
const SECRET_ACTION = "cluster1/remote-secret:cluster2";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const leaks = (sinks: readonly string[]) => leaksIn(sinks, world.secrets());

/** The tests of this file tell one story; each starts where the one before ended. */
test("no plan, event or line of a first apply holds a token", async () => {
  const plan = await world.plan();
  const events = await world.apply(plan);
  expect(outcomeOf(events)).toBe("done");
  expect(world.secrets().length).toBeGreaterThan(8);
  expect(leaks([...sinksOf(plan), ...sinksOfRun(events)])).toEqual([]);
});

test("a plan that compares live tokens holds none", async () => {
  const plan = await world.plan();
  expect(changesOf(plan)).toEqual([]);
  expect(leaks(sinksOf(plan))).toEqual([]);
});

test("a remote secret changed by hand is planned back as (sensitive), and applied", async () => {
  const typed = Buffer.from("a kubeconfig of nobody").toString("base64");
  await editByHand(world.api("cluster1"), SECRET, { data: { cluster2: typed } });
  const plan = await world.plan();
  expect(changesOf(plan)).toEqual([
    `update (drift: kubectl-edit) ${SECRET_ACTION} Secret istio-system/istio-remote-secret-cluster2`,
    "  data.cluster2: (sensitive)",
  ]);
  expect(planText(planView(plan, "0.0.0"), { color: false, full: false, width: 100 })).toContain(
    "(sensitive)",
  );
  const events = await world.apply(plan);
  expect(outcomeOf(events)).toBe("done");
  expect(leaks([...sinksOf(plan), ...sinksOfRun(events)])).toEqual([]);
  expect(changesOf(await world.plan())).toEqual([]);
});

test("a remote secret that another controller rewrote is an error without its content", async () => {
  const metadata = { name: "istio-remote-secret-cluster2", namespace: "istio-system" };
  const data = { cluster2: Buffer.from("a kubeconfig of another").toString("base64") };
  const body = { apiVersion: "v1", kind: "Secret", metadata, data };
  await takeFields(world.api("cluster1"), SECRET, body);
  const { plan, diagnostics } = await world.tryPlan();
  expect(plan).toBeUndefined();
  expect(diagnostics).toMatchObject([{ code: "MP0506", cluster: "cluster1" }]);
  expect(
    leaks([JSON.stringify(diagnostics), printDiagnostics(diagnostics, undefined, PLAIN)]),
  ).toEqual([]);
});

test("a token that somebody wrote into the mesh file is no part of a plan", async () => {
  const [token = ""] = world.sandbox.clusters.map((cluster) => cluster.token);
  const file = SEED.replace(
    "mesh: mesh1",
    `mesh: mesh1\nmetadata: { annotations: { example.com/note: "${token}" } }`,
  );
  const { plan, diagnostics } = await world.tryPlan(file);
  expect(plan).toBeUndefined();
  expect(diagnostics.find(({ code }) => code === "MP9260")).toMatchObject({
    cluster: "cluster1",
    message: expect.stringContaining(
      'metadata.annotations["example.com/note"] holds a token',
    ) as string,
  });
  expect(leaks([printDiagnostics(diagnostics, undefined, PLAIN)])).toEqual([]);
});

test("a token that a cluster shows in an object is no part of a plan either", async () => {
  const [token = ""] = world.sandbox.clusters.map((cluster) => cluster.token);
  const path = "/api/v1/namespaces/istio-system/configmaps/istio";
  await editByHand(world.api("cluster1"), path, { data: { mesh: `token: ${token}` } });
  const { plan, diagnostics } = await world.tryPlan();
  expect(plan).toBeUndefined();
  expect(diagnostics.map(({ code, object }) => [code, object?.name])).toContainEqual([
    "MP9260",
    "istio",
  ]);
  expect(leaks([JSON.stringify(diagnostics)])).toEqual([]);
});
