import { printedPath } from "../../src/kube/field-path.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planView } from "../../src/report/plan-view.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { changesOf, risksOf, startWorld, type World } from "./world.ts";

describe("istio.defaultValidator: false", () => {
  const file = SEED.replace("1.31.0", "1.31.0\n  defaultValidator: false");
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ file });
  });
  afterAll(() => world.close());

  test("leaves out one object, and the mesh converges without it", async () => {
    const left = changesOf(await world.plan());
    const all = changesOf(await world.plan(SEED));
    expect(all.filter((line) => !left.includes(line))).toEqual([
      "create cluster1/control-plane ValidatingWebhookConfiguration istiod-default-validator",
    ]);
    await world.converge();
    expect(changesOf(await world.plan())).toEqual([]);
  });
});

describe("istio.ingress: default", () => {
  const file = SEED.replace("1.31.0", "1.31.0\n  ingress: default");
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ file });
  });
  afterAll(() => world.close());

  test("adds the ingress gateway to the primary alone, and the mesh converges", async () => {
    const all = changesOf(await world.plan());
    const without = changesOf(await world.plan(SEED));
    expect(all.filter((line) => !without.includes(line))).toEqual([
      "create cluster1/ingress ServiceAccount istio-system/istio-ingressgateway-service-account",
      "create cluster1/ingress Role istio-system/istio-ingressgateway-sds",
      "create cluster1/ingress RoleBinding istio-system/istio-ingressgateway-sds",
      "create cluster1/ingress Service istio-system/istio-ingressgateway",
      "create cluster1/ingress Deployment istio-system/istio-ingressgateway",
      "create cluster1/ingress HorizontalPodAutoscaler istio-system/istio-ingressgateway",
    ]);
    expect(without.filter((line) => !all.includes(line))).toEqual([]);
    const { risks } = planView(await world.plan(), "0.0.0");
    expect(
      risks
        .filter(({ topic }) => topic === "exposure")
        .map(({ text, subject, clusters }) => `${clusters.join(", ")} ${text}: ${subject}`),
    ).toEqual([
      "cluster1, cluster2 open to any address (narrow it: gateway.allowFrom): Service istio-eastwestgateway, 15012 15017 15021 15443",
      "cluster1 open to any address (asked for by istio.ingress): Service istio-ingressgateway, 80 443 15021",
    ]);
    await world.converge();
    expect(changesOf(await world.plan())).toEqual([]);
  });

  test("is added to a mesh that runs without touching anything else", async () => {
    const later = await startWorld();
    await later.converge();
    const lines = changesOf(await later.plan(file));
    expect(lines.filter((line) => !line.startsWith("create cluster1/ingress "))).toEqual([]);
    expect(lines).toHaveLength(6);
    await later.converge(file);
    expect(changesOf(await later.plan(file))).toEqual([]);
    await later.close();
  });
});

describe("clusters.X.identity", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  const pinned = (uid: string): string =>
    SEED.replace("primary: cluster1", `primary: cluster1, identity: ${uid}`);
  const uidOf = (cluster: string): string =>
    world.sandbox.cluster(cluster).embedded.store.get("namespaces", undefined, "kube-system")
      ?.metadata.uid ?? "";

  test("accepts the cluster it names, and nothing else of the plan moves", async () => {
    const file = pinned(uidOf("cluster2"));
    expect(changesOf(await world.plan(file))).toEqual(changesOf(await world.plan()));
    await world.converge(file);
    expect(changesOf(await world.plan(file))).toEqual([]);
  });

  test("refuses every other cluster before anything is planned", async () => {
    const { plan, diagnostics } = await world.tryPlan(pinned(uidOf("cluster1")));
    expect(plan).toBeUndefined();
    expect(diagnostics).toMatchObject([
      {
        code: "MP0516",
        cluster: "cluster2",
        message: `the context cluster2 of cluster2 leads to a cluster with the identity ${uidOf("cluster2")}, not ${uidOf("cluster1")}`,
      },
    ]);
  });
});

describe("metadata", () => {
  const file = `${SEED}metadata:
  labels: { example.com/team: platform }
  annotations: { example.com/contact: mesh@example.com }
`;
  const places = [
    'metadata.labels["example.com/team"]',
    'metadata.annotations["example.com/contact"]',
  ];

  test("is on every object of a new mesh, on no pod, and the mesh converges", async () => {
    const world = await startWorld({ file });
    const { bodies } = await world.plan();
    for (const body of bodies.values()) {
      expect(body.metadata.labels).toMatchObject({ "example.com/team": "platform" });
      expect(body.metadata.annotations).toMatchObject({
        "example.com/contact": "mesh@example.com",
      });
      const { metadata: _, ...rest } = body;
      expect(JSON.stringify(rest)).not.toContain("example.com/team");
    }
    await world.converge();
    expect(changesOf(await world.plan())).toEqual([]);
    await world.close();
  });

  test("comes to a running mesh and goes from it without touching anything else", async () => {
    const world = await startWorld();
    await world.converge();
    for (const next of [file, SEED]) {
      const changes = (await world.plan(next)).actions.flatMap((action) => action.changes);
      expect(new Set(changes.map(({ verb }) => verb))).toEqual(new Set(["update"]));
      const paths = changes.flatMap(({ fields }) => fields.map(({ path }) => printedPath(path)));
      expect(places).toEqual(expect.arrayContaining([...new Set(paths)]));
      const risks = risksOf(await world.plan(next));
      expect(new Set(Object.values(risks))).toEqual(new Set(["none"]));
      await world.converge(next);
      expect(changesOf(await world.plan(next))).toEqual([]);
    }
    await world.close();
  });
});
