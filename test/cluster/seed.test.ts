import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { APPLY_PATCH, MERGE_PATCH } from "../../rig/api.ts";
import {
  clusterz,
  endpointsSeenFrom,
  installHelloworld,
  networkz,
  type Rig,
  startRig,
  tlsThrough,
} from "../../rig/client.ts";
import { at, listAt, mapAt, parseJson, textAt } from "../../rig/json.ts";
import { ADMIN_USER } from "../../rig/users.ts";
import type { Json } from "../../src/kube/object.ts";
import { expectNoChanges, notAvailable, sidecarIdentity, withPodsNamed } from "./mesh.ts";
import { denialsIn, givenRights, LIMITED_RIGHTS } from "./limited-rights.ts";
import { leftAloneFields, type Meshplan, meshplanIn, moment, plannedFields } from "./meshplan.ts";

const MINUTE = 60_000;
const ISTIO_SYSTEM = "/api/v1/namespaces/istio-system";
const NETWORK_LABEL = "topology.istio.io/network";
const UNKNOWN_SNI = "outbound_.5000_._.nothing.sample.svc.cluster.local";

/** What `kubectl label` and `kubectl edit` send: a merge patch under kubectl's own field manager. */
async function editByHand(rig: Rig, n: number, path: string, patch: Json): Promise<void> {
  const admin = rig.api(n, ADMIN_USER);
  const answer = await admin("PATCH", `${path}?fieldManager=kubectl-edit`, patch, MERGE_PATCH);
  expect(answer.status).toBe(200);
}

async function planAsJson(
  meshplan: Meshplan,
): Promise<{ readonly code: number; readonly plan: Json }> {
  const { code, stdout, stderr } = await meshplan(
    ...["plan", "mesh.yaml", "--format", "json", "--detailed-exitcode"],
  );
  expect({ code, stderr }).not.toMatchObject({ code: 1 });
  return { code, plan: parseJson(stdout) };
}

/** The tests of this block tell one story on one pair of clusters; each starts where the one before ended. */
describe("the seed's mesh on real clusters", () => {
  let rig: Rig;
  let meshplan: Meshplan;
  let convergedAt = 0;
  beforeAll(async () => {
    rig = await startRig({ clusters: 2 });
    meshplan = meshplanIn(rig);
  });
  afterAll(async () => {
    meshplan.remove();
    await rig.down();
  });

  test("the risks of a plain mesh are those of every mesh of its kind", async () => {
    const { plan } = await planAsJson(meshplan);
    const topics = listAt(plan, "risks").map((risk) => textAt(risk, "topic"));
    expect([...new Set(topics)]).toEqual(["credentials", "exposure", "trust"]);
  });

  test("plan writes nothing", async () => {
    const mark = rig.markWrites();
    const { code, stderr } = await meshplan("plan", "mesh.yaml", "--detailed-exitcode");
    expect({ code, stderr }).toMatchObject({ code: 2 });
    expect(rig.writesSince(mark)).toEqual([]);
  });

  test("plan lists the rights its user lacks, also in a namespace that is not there", async () => {
    const takeAway = await givenRights(rig, 2, LIMITED_RIGHTS);
    const mark = rig.markWrites();
    const context = ["--context", "cluster2=cluster2-limited"];
    const { code, stderr } = await meshplan("plan", "mesh.yaml", ...context);
    expect({ code, denied: denialsIn(stderr) }).toEqual({
      code: 1,
      denied: [
        "cluster2 does not allow its user to create deployments.apps in namespace istio-system",
        "cluster2 does not allow its user to list and watch configmaps in namespace istio-system",
      ],
    });
    expect(rig.writesSince(mark)).toEqual([]);
    await takeAway();
  });

  test("apply refuses a cluster it may not read, before any write", async () => {
    const mark = rig.markWrites();
    const limited = ["--context", "cluster2=cluster2-limited", "--auto-approve"];
    const { code, stderr } = await meshplan("apply", "mesh.yaml", ...limited);
    expect({ code, stderr }).toMatchObject({ code: 1 });
    expect(stderr).toContain("cluster2");
    expect(rig.writesSince(mark)).toEqual([]);
  });

  test("apply converges: everything is available, clusters are synced, gateways are known", async () => {
    const { code, stdout, stderr } = await meshplan("apply", "mesh.yaml", "--auto-approve");
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    convergedAt = Date.now();
    expect(await notAvailable(rig)).toEqual([]);
    expect(await clusterz(rig, 1)).toEqual({ cluster1: "synced", cluster2: "synced" });
    const gateways = await networkz(rig, 1);
    for (const n of [1, 2]) expect(gateways).toContain(rig.addresses(n).gateway);
  });

  test("an address that was unknown at plan stands where a render would have put it", async () => {
    const values = (await rig.api(2)("GET", `${ISTIO_SYSTEM}/configmaps/values`)).body;
    for (const key of ["merged-values", "original-values"]) {
      const rendered = parseJson(textAt(values, "data", key) ?? "");
      const address = at(rendered, "global", "remotePilotAddress");
      expect(address).toBe(rig.addresses(1).gateway);
    }
  });

  test("the second plan says No changes while istiod and the controllers run", async () => {
    const mark = rig.markWrites();
    await expectNoChanges(meshplan);
    expect(rig.writesSince(mark)).toEqual([]);
  });

  test("a second apply writes nothing", async () => {
    const mark = rig.markWrites();
    const { code, stderr } = await meshplan("apply", "mesh.yaml", "--auto-approve");
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(rig.writesSince(mark)).toEqual([]);
  });

  test("helloworld in cluster2 is injected by cluster1's istiod", async () => {
    await installHelloworld(rig);
    expect(await sidecarIdentity(rig, 2)).toEqual([
      "ISTIO_META_CLUSTER_ID=cluster2",
      "ISTIO_META_MESH_ID=mesh1",
      "ISTIO_META_NETWORK=network2",
    ]);
  });

  test.each([
    { from: 1, other: 2 },
    { from: 2, other: 1 },
  ])(
    "seen from network$from, the pod of cluster$other is behind its gateway",
    async ({ from, other }) => {
      const viewer = { network: `network${from}`, cluster: `cluster${from}` };
      const behindGateway = `${rig.addresses(other).gateway}:15443`;
      const seen = async (): Promise<readonly string[]> =>
        (await endpointsSeenFrom(rig, 1, viewer)).map((each) => withPodsNamed(each));
      await expect
        .poll(seen, { timeout: MINUTE })
        .toEqual([`pod of cluster${from}:5000`, behindGateway]);
    },
  );

  test.each([1, 2])(
    "Istio's TLS passes the gateway of cluster%i to the pod, other TLS does not",
    async (n) => {
      const answer = async (): Promise<string> => {
        const outcome = await tlsThrough(rig, n);
        return outcome.kind === "answered" ? withPodsNamed(outcome.text) : outcome.why;
      };
      await expect.poll(answer, { timeout: MINUTE }).toBe(`pod of cluster${n} got hello by istio`);
      expect(await tlsThrough(rig, n, { alpn: "h2" })).toMatchObject({ kind: "refused" });
      expect(await tlsThrough(rig, n, { servername: UNKNOWN_SNI })).toMatchObject({
        kind: "refused",
      });
    },
  );

  test("a plan a minute after apply still says No changes", async () => {
    await sleep(Math.max(0, convergedAt + MINUTE - Date.now()));
    await expectNoChanges(meshplan);
  });

  test("a field changed by hand is planned back", async () => {
    await editByHand(rig, 2, ISTIO_SYSTEM, { metadata: { labels: { [NETWORK_LABEL]: "typo" } } });
    const { code, plan } = await planAsJson(meshplan);
    expect(code).toBe(2);
    expect(plannedFields(plan)).toEqual([
      {
        verb: "update",
        object: "Namespace/istio-system",
        path: `metadata.labels["${NETWORK_LABEL}"]`,
        before: "typo",
        after: "network2",
      },
    ]);
    expect((await meshplan("apply", "mesh.yaml", "--auto-approve")).code).toBe(0);
    const namespace = (await rig.api(2)("GET", ISTIO_SYSTEM)).body;
    expect(mapAt(namespace, "metadata", "labels")[NETWORK_LABEL]).toBe("network2");
    await expectNoChanges(meshplan);
  });

  test("a stale plan exits 4 before any write but the lock's", async () => {
    const edit = (value: string): Promise<void> =>
      editByHand(rig, 2, ISTIO_SYSTEM, { metadata: { labels: { [NETWORK_LABEL]: value } } });
    await edit("typo");
    expect((await meshplan("plan", "mesh.yaml", "--out", "stale.plan")).code).toBe(0);
    await edit("another");
    const mark = rig.markWrites();
    const { code, stderr } = await meshplan("apply", "stale.plan");
    expect({ code, stderr }).toMatchObject({ code: 4 });
    expect(stderr).toContain("istio-system");
    expect(rig.changesSince(mark)).toEqual([]);
    expect((await meshplan("apply", "mesh.yaml", "--auto-approve")).code).toBe(0);
  });

  test("a field that another controller owns is shown and left alone", async () => {
    const path = "/apis/autoscaling/v2/namespaces/istio-system/horizontalpodautoscalers/istiod";
    const body = {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata: { name: "istiod", namespace: "istio-system" },
      spec: { maxReplicas: 7 },
    };
    const query = "?fieldManager=other-controller&force=true";
    expect((await rig.api(1)("PATCH", path + query, body, APPLY_PATCH)).status).toBe(200);
    const { code, plan } = await planAsJson(meshplan);
    expect(code).toBe(0);
    expect(at(plan, "summary", "left_alone")).toBe(1);
    expect(leftAloneFields(plan)).toEqual([
      "HorizontalPodAutoscaler/istiod spec.maxReplicas other-controller",
    ]);
    const text = await meshplan("plan", "mesh.yaml");
    expect(text.stdout).toMatch(/! .*maxReplicas.*other-controller/s);
    const mark = rig.markWrites();
    expect((await meshplan("apply", "mesh.yaml", "--auto-approve")).code).toBe(0);
    expect(rig.writesSince(mark)).toEqual([]);
    expect(at((await rig.api(1)("GET", path)).body, "spec", "maxReplicas")).toBe(7);
  });
});

describe("an apply that is killed", () => {
  let rig: Rig;
  let meshplan: Meshplan;
  beforeAll(async () => {
    rig = await startRig({ clusters: 2 });
    meshplan = meshplanIn(rig);
  });
  afterAll(async () => {
    meshplan.remove();
    await rig.down();
  });

  test("at two moments goes on with the same saved plan, and converges", async () => {
    expect((await meshplan("plan", "mesh.yaml", "--out", "p.plan")).code).toBe(0);
    for (const isMoment of [
      moment("object-written", "cluster1/control-plane"),
      moment("action-started", "cluster1/remote-secret:cluster2"),
    ]) {
      const events = await meshplan.applyKilledAt(["p.plan"], isMoment);
      expect(events.some(isMoment)).toBe(true);
      expect(events.some(moment("apply-finished"))).toBe(false);
    }
    const { code, stdout, stderr } = await meshplan("apply", "p.plan");
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    expect(await notAvailable(rig)).toEqual([]);
    expect(await clusterz(rig, 1)).toEqual({ cluster1: "synced", cluster2: "synced" });
    await expectNoChanges(meshplan);
  });

  test("and came to its end is not applied again", async () => {
    const again = await meshplan("apply", "p.plan");
    expect(again).toMatchObject({ code: 4 });
    expect(again.stderr).toMatch(/^error MP9145: p\.plan, .* \(cluster1, cluster2\)\. Nothing/);
    expect(await meshplan("apply", "p.plan", "--replay")).toMatchObject({ code: 0 });
  });
});
