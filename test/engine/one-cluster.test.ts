import { afterAll, beforeAll, expect, test } from "vitest";
import { changesOf, startWorld, type World } from "./world.ts";

const ALONE =
  "apiVersion: meshplan/v1\nmesh: mesh1\nistio: { version: 1.31.0 }\nclusters:\n  only:\n";

let world: World;
beforeAll(async () => {
  world = await startWorld({ file: ALONE, clusters: ["only"] });
});
afterAll(() => world.close());

test("a mesh of one cluster has a control plane, and nothing that leads to other clusters", async () => {
  const plan = await world.plan();
  expect(plan.actions.map(({ id }) => id)).toEqual(["only/namespace", "only/control-plane"]);
  await world.converge();
});

test("its second plan is empty", async () => {
  expect(changesOf(await world.plan())).toEqual([]);
});

test("a network, which a second cluster would need, changes what istiod is told and nothing else", async () => {
  const plan = await world.plan(ALONE.replace("only:\n", "only: { network: n1 }\n"));
  expect(changesOf(plan).filter((line) => !line.startsWith(" "))).toEqual([
    "update only/control-plane ConfigMap istio-system/istio-sidecar-injector",
    "update only/control-plane ConfigMap istio-system/values",
  ]);
});
