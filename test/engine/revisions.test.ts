import { afterEach, describe, expect, test } from "vitest";
import { SEED } from "../mesh/build-mesh.ts";
import { at } from "../embedded/kube/client.ts";
import { changesOf, startWorld, type World } from "./world.ts";

let world: World;
afterEach(() => world.close());

const withIstio = (istio: string): string => SEED.replace("version: 1.31.0", istio);
const ONE = withIstio(
  "revisions: { stable: { version: 1.31.0 } }\n  tags: { prod: stable, default: stable }",
);
const TWO_REVISIONS = "revisions: { stable: { version: 1.31.0 }, next: { version: 1.31.1 } }";
const TWO = withIstio(`${TWO_REVISIONS}\n  tags: { prod: stable, default: stable }`);
const MOVED = withIstio(`${TWO_REVISIONS}\n  tags: { prod: next, default: stable }`);

/** What is written, without the fields. */
async function written(file: string): Promise<readonly string[]> {
  return changesOf(await world.plan(file)).filter((line) => !line.startsWith(" "));
}

describe("revisions", () => {
  test("have names of their own, and the second plan is empty", async () => {
    world = await startWorld({ file: ONE });
    const plan = await world.plan();
    expect(plan.actions.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        "cluster1/control-plane@stable",
        "cluster1/tags",
        "cluster2/control-plane@stable",
        "cluster2/tags",
      ]),
    );
    await world.converge();
    expect(changesOf(await world.plan())).toEqual([]);
    const path = "/apis/networking.istio.io/v1/namespaces/istio-system/virtualservices";
    const { body } = await world.api("cluster1").request("GET", `${path}/istiod-vs-stable`);
    expect(at(body, "spec", "tls", 0, "match", 0, "sniHosts")).toEqual([
      "istiod-stable.istio-system.svc",
      "istiod-stable.istio-system.svc.cluster.local",
    ]);
  });

  test("stand side by side: what they share belongs to the newest, and no object to two actions", async () => {
    world = await startWorld({ file: TWO });
    const plan = await world.plan();
    const owners = new Map<string, string>();
    for (const action of plan.actions)
      for (const { object } of action.changes) {
        const key = JSON.stringify([action.cluster, object]);
        expect(owners.get(key), key).toBeUndefined();
        owners.set(key, action.id);
      }
    const shared = plan.actions.find(({ id }) => id === "cluster1/control-plane@next");
    expect(shared?.changes.map(({ object }) => object.name)).toContain(
      "istio-reader-service-account",
    );
    const older = plan.actions.find(({ id }) => id === "cluster1/control-plane@stable");
    expect(older?.needs.map(({ id }) => id)).toContain("cluster1/control-plane@next");
    await world.converge();
    expect(await written(TWO)).toEqual([]);
  });

  test("are added without a touch of what is there, and a tag moves alone", async () => {
    world = await startWorld({ file: ONE });
    await world.converge();
    const added = await written(TWO);
    // The CRDs and the reader account go over to the newer revision with every field as it was.
    expect(added.filter((line) => !/^create .*(next|Service|EndpointSlice)/.test(line))).toEqual(
      [],
    );
    await world.converge(TWO);
    const moved = await written(MOVED);
    // The charts keep a copy of the values they were rendered with, which nothing reads.
    const touched = moved.filter((line) => !line.includes("ConfigMap istio-system/values-"));
    expect(touched.filter((line) => !/^update cluster[12]\/tags /.test(line))).toEqual([]);
    expect(moved).toContain(
      "update cluster1/tags MutatingWebhookConfiguration istio-revision-tag-prod",
    );
    await world.converge(MOVED);
    expect(await written(MOVED)).toEqual([]);
  });
});
