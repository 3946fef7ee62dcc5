import { afterAll, beforeAll, expect, test } from "vitest";
import { refOf, refText } from "../../src/kube/object.ts";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { type OthersWork, othersApply } from "./others.ts";
import { changesOf, editByHand, outcomeOf, startWorld, type World } from "./world.ts";

const FILE = SEED.replace(
  "network: network1 }",
  "network: network1, gateway: { address: 10.1.0.200 } }",
).replace("primary: cluster1 }", "primary: cluster1, delivery: { all: render } }");
const ARGO: OthersWork = {
  file: FILE,
  manager: "argocd-controller",
  only: (path) => path.startsWith("cluster2/"),
  annotations: { "argocd.argoproj.io/tracking-id": "mesh-cluster2:apps/Deployment:x/y" },
};

let world: World;
beforeAll(async () => {
  world = await startWorld({ file: FILE });
});
afterAll(() => world.close());

async function shown(): Promise<string> {
  const text = planText(planView(await world.plan(), "0.0.0"), {
    color: false,
    full: false,
    width: 100,
  });
  return text.slice(text.lastIndexOf("\ncluster2: ") + 1, text.indexOf("digest"));
}

/** The tests of this file tell one story; each starts where the one before ended. */
test("the plan shows what others have still to write, and counts none of it as its own", async () => {
  const view = planView(await world.plan(), "0.0.0");
  expect(view.summary).toMatchObject({ add: 46, for_others: 29 });
  await expect(await shown()).toMatchFileSnapshot("goldens/rendered-new.txt");
});

test("an apply waits for whoever applies the files, then goes on, and writes only what joins", async () => {
  const plan = await world.plan();
  world.writes();
  const applying = world.apply(plan);
  await othersApply(world, ARGO);
  const events = await applying;
  expect(outcomeOf(events)).toBe("done");
  const ours = world
    .writes()
    .filter(({ userAgent }) => userAgent.startsWith("meshplan/"))
    .filter(({ path }) => !/cluster1|gateway/.test(path));
  const toCluster2 = ours.filter(({ path }) => path.includes("istio-reader-service-account-istio"));
  expect(toCluster2).toHaveLength(1);
  const waits = events.flatMap((event) => (event.type === "wait-finished" ? [event.text] : []));
  // Which of two that run at the same time ends first is not said.
  expect(waits.filter((text) => text.includes(" applied by ")).sort()).toEqual([
    "cluster2/10-namespace.yaml to be applied by Argo CD, Flux or whoever applies it",
    "cluster2/30-control-plane.yaml to be applied by Argo CD, Flux or whoever applies it",
    "cluster2/60-gateway-address.yaml to be applied by Argo CD, Flux or whoever applies it",
    "cluster2/70-gateway.yaml to be applied by Argo CD, Flux or whoever applies it",
  ]);
});

test("nothing is left to do then, although a running mesh has written into what others applied", async () => {
  const plan = await world.plan();
  expect(changesOf(plan)).toEqual([]);
  expect(planView(plan, "0.0.0").summary).toMatchObject({ add: 0, for_others: 0 });
  expect(outcomeOf(await world.apply(plan))).toBe("done");
});

test("nothing in the cluster of others is owned by meshplan but the token, and the lock", () => {
  const { objects } = world.sandbox.cluster("cluster2").embedded.store.export();
  const owned = objects.filter(({ object }) =>
    JSON.stringify(object).includes('"manager":"meshplan"'),
  );
  expect(owned.map(({ object }) => refText(refOf(object))).sort()).toEqual([
    "Lease default/meshplan",
    "Secret istio-system/istio-reader-service-account-istio-remote-secret-token",
  ]);
});

test("what somebody changed or removed is named, and is still not meshplan's to write", async () => {
  const api = world.api("cluster2");
  await editByHand(api, "/api/v1/namespaces/istio-system", {
    metadata: { labels: { "topology.istio.io/network": "oops" } },
  });
  await api.request(
    "DELETE",
    "/apis/autoscaling/v2/namespaces/istio-system/horizontalpodautoscalers/istio-eastwestgateway",
  );
  await expect(await shown()).toMatchFileSnapshot("goldens/rendered-drift.txt");
  const plan = await world.plan();
  expect(changesOf(plan)).toEqual([]);
  const applying = world.apply(plan);
  await othersApply(world, ARGO);
  expect(outcomeOf(await applying)).toBe("done");
  expect(planView(await world.plan(), "0.0.0").summary.for_others).toBe(0);
});

test("no right to write is needed where others write, but for the token", async () => {
  const { faults } = world.sandbox.cluster("cluster2");
  faults.add({
    when: ({ method, path }) => method !== "GET" && !path.includes("/secrets/"),
    effect: { kind: "forbid" },
  });
  const { plan, diagnostics } = await world.tryPlan();
  faults.clear();
  expect(diagnostics).toEqual([]);
  expect(plan === undefined ? [] : changesOf(plan)).toEqual([]);
});
