import { afterAll, beforeAll, expect, test } from "vitest";
import { type KubeObject, refText } from "../../src/kube/object.ts";
import { PART_OF_LABEL } from "../../src/planner/names.ts";
import { planView } from "../../src/report/plan-view.ts";
import { changesOf, outcomeOf, startWorld, takeFields, type World } from "./world.ts";

const NAME = "istio-reader-clusterrole-istio-system";
const PATH = `/apis/rbac.authorization.k8s.io/v1/clusterroles/${NAME}`;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** What meshplan would create in cluster1, as somebody else would have made it. */
async function unmarked(name: string): Promise<KubeObject> {
  const plan = await world.plan();
  const change = plan.actions
    .filter(({ cluster }) => cluster === "cluster1")
    .flatMap(({ changes }) => changes)
    .find(({ object }) => refText(object) === name);
  const body = plan.bodies.get(change?.body ?? "");
  if (body === undefined) throw new Error(`internal: the plan does not create ${name}`);
  const { [PART_OF_LABEL]: _, ...labels } = body.metadata.labels ?? {};
  return { ...body, metadata: { ...body.metadata, labels } };
}

/** The tests of this file tell one story; each starts where the one before ended. */
test("an object that others made and that is already as wanted is adopted", async () => {
  const body = await unmarked(`ClusterRole ${NAME}`);
  await takeFields(world.api("cluster1"), PATH, body, "gitops");
  const plan = await world.plan();
  const adopted = changesOf(plan).filter((line) => /^(adopt|update|!)/.test(line));
  expect(adopted).toEqual([`adopt cluster1/control-plane ClusterRole ${NAME}`]);
  expect(planView(plan, "0.0.0").summary).toMatchObject({ add: 74, change: 0, adopt: 1 });
  expect(outcomeOf(await world.apply(plan))).toBe("done");
  expect(changesOf(await world.plan())).toEqual([]);
});

test("an object of ours without its mark is changed, not adopted", async () => {
  const { status } = await world
    .api("cluster1")
    .request(
      "PATCH",
      `${PATH}?fieldManager=kubectl-label`,
      { metadata: { labels: { [PART_OF_LABEL]: null } } },
      { contentType: "application/merge-patch+json" },
    );
  expect(status).toBe(200);
  const [first] = changesOf(await world.plan());
  expect(first).toBe(`update cluster1/control-plane ClusterRole ${NAME}`);
});

test("an object that others made without any label is adopted too", async () => {
  await world.converge();
  const path = "/apis/networking.istio.io/v1/namespaces/istio-system/gateways/istiod-gateway";
  await world.api("cluster1").request("DELETE", path);
  const body = await unmarked("Gateway istio-system/istiod-gateway");
  const { labels: _, ...metadata } = body.metadata;
  await takeFields(world.api("cluster1"), path, { ...body, metadata }, "gitops");
  expect(changesOf(await world.plan())).toEqual([
    "adopt cluster1/expose-control-plane Gateway istio-system/istiod-gateway",
  ]);
});

test("an object that others made with another value is left to them, field by field", async () => {
  await world.converge();
  const path = "/api/v1/namespaces/istio-system/configmaps/istio";
  await world.api("cluster1").request("DELETE", path);
  const body = await unmarked("ConfigMap istio-system/istio");
  const data = { ...(body["data"] as object), meshNetworks: "networks: {mine: {}}" };
  await takeFields(world.api("cluster1"), path, { ...body, data }, "gitops");
  expect(changesOf(await world.plan())).toEqual([
    "adopt cluster1/control-plane ConfigMap istio-system/istio",
    '! cluster1/control-plane ConfigMap istio-system/istio data.meshNetworks of gitops: "networks: {mine: {}}", not "networks: {}"',
  ]);
});
