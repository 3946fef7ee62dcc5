import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { isMap, type JsonMap } from "../../src/kube/object.ts";
import { partOf } from "../../src/planner/marks.ts";
import { planView } from "../../src/report/plan-view.ts";
import { at } from "../embedded/kube/client.ts";
import { changesOf, editByHand, outcomeOf, startWorld, takeFields, type World } from "./world.ts";

const PART = partOf({ name: "mesh1", istio: { namespace: "istio-system" } });

const NAMESPACE = "/api/v1/namespaces/istio-system";
const AUTOSCALER = "/apis/autoscaling/v2/namespaces/istio-system/horizontalpodautoscalers/istiod";
const NETWORK = "topology.istio.io/network";

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.converge();
});
afterAll(() => world.close());

/** Every test starts from a mesh as planned: it undoes what it did, with the product's own means. */
afterEach(async () => {
  expect(await world.restored()).toEqual([]);
});

interface Edit {
  readonly what: string;
  readonly cluster: string;
  readonly path: string;
  readonly manager: string;
  readonly patch: JsonMap;
  readonly planned: readonly string[];
}

const EDITS: readonly Edit[] = [
  {
    what: "our own mark and, with it, what it marks",
    cluster: "cluster1",
    path: NAMESPACE,
    manager: "kubectl-edit",
    patch: {
      metadata: { labels: { "applyset.kubernetes.io/part-of": "nobody", [NETWORK]: "oops" } },
    },
    planned: [
      "update (drift: kubectl-edit) cluster1/namespace Namespace istio-system",
      `  metadata.labels["applyset.kubernetes.io/part-of"]: "nobody" -> "${PART}"`,
      `  metadata.labels["${NETWORK}"]: "oops" -> "network1"`,
    ],
  },
  {
    what: "the network label of cluster1",
    cluster: "cluster1",
    path: NAMESPACE,
    manager: "kubectl-label",
    patch: { metadata: { labels: { [NETWORK]: "oops" } } },
    planned: [
      "update (drift: kubectl-label) cluster1/namespace Namespace istio-system",
      `  metadata.labels["${NETWORK}"]: "oops" -> "network1"`,
    ],
  },
  {
    what: "the annotation that says whose istiod may manage cluster2",
    cluster: "cluster2",
    path: NAMESPACE,
    manager: "kubectl-annotate",
    patch: { metadata: { annotations: { "topology.istio.io/controlPlaneClusters": "other" } } },
    planned: [
      "update (drift: kubectl-annotate) cluster2/namespace Namespace istio-system",
      '  metadata.annotations["topology.istio.io/controlPlaneClusters"]: "other" -> "cluster1"',
    ],
  },
  {
    what: "two fields of one object",
    cluster: "cluster1",
    path: AUTOSCALER,
    manager: "kubectl-edit",
    patch: { metadata: { labels: { app: "mine" } }, spec: { maxReplicas: 9 } },
    planned: [
      "update (drift: kubectl-edit) cluster1/control-plane HorizontalPodAutoscaler istio-system/istiod",
      '  metadata.labels.app: "mine" -> "istiod"',
      "  spec.maxReplicas: 9 -> 5",
    ],
  },
  {
    what: "a list that is one value",
    cluster: "cluster2",
    path: "/apis/discovery.k8s.io/v1/namespaces/istio-system/endpointslices/istiod",
    manager: "kubectl-edit",
    patch: { endpoints: [{ addresses: ["203.0.113.99"] }] },
    planned: [
      "update (drift: kubectl-edit) cluster2/control-plane EndpointSlice istio-system/istiod",
      '  endpoints: [{"addresses":["203.0.113.99"],"conditions":{}}] -> [{"addresses":["ADDRESS"],"conditions":{}}]',
    ],
  },
  {
    what: "a label of somebody's own",
    cluster: "cluster1",
    path: NAMESPACE,
    manager: "kubectl-label",
    patch: { metadata: { labels: { team: "platform" } } },
    planned: [],
  },
  {
    what: "replicas, which the mesh leaves to the autoscaler",
    cluster: "cluster1",
    path: "/apis/apps/v1/namespaces/istio-system/deployments/istiod",
    manager: "kubectl",
    patch: { spec: { replicas: 3 } },
    planned: [],
  },
];

describe("a change by hand", () => {
  test.each(EDITS)("of $what is planned back exactly, and applied", async (edit) => {
    const api = world.api(edit.cluster);
    await editByHand(api, edit.path, edit.patch, edit.manager);
    const plan = await world.plan();
    expect(changesOf(plan).map((line) => line.replace(/198\.51\.100\.\d+/, "ADDRESS"))).toEqual(
      edit.planned,
    );
    world.writes();
    expect(outcomeOf(await world.apply(plan))).toBe("done");
    const written = world.writes().filter(({ userAgent }) => userAgent.startsWith("meshplan/"));
    expect(written.length).toBe(edit.planned.length === 0 ? 0 : 1);
    expect(changesOf(await world.plan())).toEqual([]);
  });

  test("that removes a label of ours is planned back", async () => {
    const patch = { metadata: { labels: { [NETWORK]: null } } };
    await editByHand(world.api("cluster1"), NAMESPACE, patch, "kubectl-label");
    expect(changesOf(await world.plan())).toEqual([
      "update cluster1/namespace Namespace istio-system",
      `  metadata.labels["${NETWORK}"]: undefined -> "network1"`,
    ]);
  });
});

describe("a field that another controller took", () => {
  const body = (spec: JsonMap): JsonMap => ({
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "istiod", namespace: "istio-system" },
    spec,
  });
  const LEFT =
    "! cluster1/control-plane HorizontalPodAutoscaler istio-system/istiod spec.maxReplicas of other-controller: 7, not 5";

  afterEach(async () => {
    // The other controller gives its field back with the value the mesh wants, and lets go of it.
    await takeFields(world.api("cluster1"), AUTOSCALER, body({ maxReplicas: 5 }));
    await takeFields(world.api("cluster1"), AUTOSCALER, body({}));
  });

  test("is shown, moves no exit, and survives apply", async () => {
    const api = world.api("cluster1");
    await takeFields(api, AUTOSCALER, body({ maxReplicas: 7 }));
    const plan = await world.plan();
    expect(changesOf(plan)).toEqual([LEFT]);
    expect(planView(plan, "0.0.0").summary).toMatchObject({ change: 0, left_alone: 1 });
    world.writes();
    expect(outcomeOf(await world.apply(plan))).toBe("done");
    expect(world.writes()).toEqual([]);
    const live = await api.request("GET", AUTOSCALER);
    expect(at(live.body, "spec", "maxReplicas")).toBe(7);
    expect(changesOf(await world.plan())).toEqual([LEFT]);
  });

  test("stays its own when a field beside it, changed by hand, is planned back", async () => {
    const api = world.api("cluster1");
    await takeFields(api, AUTOSCALER, body({ maxReplicas: 7 }));
    await editByHand(api, AUTOSCALER, { metadata: { labels: { app: "mine" } } });
    const plan = await world.plan();
    expect(changesOf(plan)).toEqual([
      "update (drift: kubectl-edit) cluster1/control-plane HorizontalPodAutoscaler istio-system/istiod",
      '  metadata.labels.app: "mine" -> "istiod"',
      LEFT,
    ]);
    expect(outcomeOf(await world.apply(plan))).toBe("done");
    const live = await api.request("GET", AUTOSCALER);
    expect(at(live.body, "spec", "maxReplicas")).toBe(7);
    expect(at(live.body, "metadata", "labels", "app")).toBe("istiod");
    expect(changesOf(await world.plan())).toEqual([LEFT]);
  });
});

describe("a field that the mesh needs and another controller took", () => {
  const body = (labels: JsonMap): JsonMap => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "istio-system", labels },
  });
  afterEach(async () => {
    await takeFields(world.api("cluster2"), NAMESPACE, body({ [NETWORK]: "network2" }));
    await takeFields(world.api("cluster2"), NAMESPACE, body({}));
  });

  test("is an error that names the field and its owner, before any write", async () => {
    await takeFields(world.api("cluster2"), NAMESPACE, body({ [NETWORK]: "elsewhere" }));
    world.writes();
    const { plan, diagnostics } = await world.tryPlan();
    expect(plan).toBeUndefined();
    // MP0527 says beside it that the live network is another than the file's.
    const found = diagnostics.filter(({ code }) => code !== "MP0527");
    expect(found).toEqual([
      expect.objectContaining({ code: "MP0506", cluster: "cluster2" }) as unknown,
    ]);
    expect(found[0]?.message).toContain(
      `metadata.labels["${NETWORK}"] is owned by other-controller`,
    );
    expect(world.writes()).toEqual([]);
  });
});

describe("the type of a gateway's Service that another controller took", () => {
  const service = `${NAMESPACE}/services/istio-eastwestgateway`;
  const body = (spec: JsonMap): JsonMap => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "istio-eastwestgateway", namespace: "istio-system" },
    ...spec,
  });

  test.each(["cluster1", "cluster2"])(
    "in %s is an error, for nobody reaches that gateway any more",
    async (cluster) => {
      await takeFields(world.api(cluster), service, body({ spec: { type: "ClusterIP" } }));
      world.writes();
      const { plan, diagnostics } = await world.tryPlan();
      expect(plan).toBeUndefined();
      expect(diagnostics).toContainEqual(
        expect.objectContaining({ code: "MP0506", cluster }) as unknown,
      );
      expect(diagnostics.map(({ message }) => message).join("\n")).toContain(
        "spec.type is owned by other-controller",
      );
      expect(world.writes()).toEqual([]);
      await takeFields(world.api(cluster), service, body({ spec: { type: "LoadBalancer" } }));
      await takeFields(world.api(cluster), service, body({}));
    },
  );
});

describe("an object that is gone", () => {
  test("is planned and made again", async () => {
    const path = "/api/v1/namespaces/istio-system/configmaps/istio";
    await world.api("cluster1").request("DELETE", path);
    const plan = await world.plan();
    expect(changesOf(plan)).toEqual(["create cluster1/control-plane ConfigMap istio-system/istio"]);
    expect(outcomeOf(await world.apply(plan))).toBe("done");
    const live = await world.api("cluster1").request("GET", path);
    expect(isMap(at(live.body, "data"))).toBe(true);
  });
});
