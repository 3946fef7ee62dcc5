import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  clusterz,
  endpointsSeenFrom,
  installHelloworld,
  istiodOfRevision,
  type Rig,
  startRig,
  tlsThrough,
} from "../../rig/client.ts";
import { listAt, mapAt, parseJson, textAt } from "../../rig/json.ts";
import { VERSIONS } from "../../rig/versions.ts";
import type { JsonMap } from "../../src/kube/object.ts";
import { deploymentsOf, expectNoChanges, withPodsNamed } from "./mesh.ts";
import { type Meshplan, meshplanIn, plannedObjects } from "./meshplan.ts";

const MINUTE = 60_000;
const GATEWAY = "istio-eastwestgateway";
const REVISIONS = ["blue", "green"];

/** The seed with two control planes of its one version, so that what differs is only who serves whom. */
const meshFile = (prod: string): string => `apiVersion: meshplan/v1
mesh: mesh1
istio:
  revisions:
    blue: { version: ${VERSIONS.istio} }
    green: { version: ${VERSIONS.istio} }
  tags: { default: blue, prod: ${prod} }
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2, primary: cluster1 }
`;

/** How a namespace asks for a revision: by a tag, by its name, or by nothing but the old label. */
const NAMESPACES = {
  "by-default": { "istio-injection": "enabled" },
  "by-tag": { "istio.io/rev": "prod" },
  "by-name": { "istio.io/rev": "green" },
} as const satisfies Record<string, JsonMap>;

/** The tests tell one story on one pair of clusters; each starts where the one before ended. */
describe("two revisions and their tags on real clusters", () => {
  let rig: Rig;
  let meshplan: Meshplan;
  const say = (text: string): void => {
    writeFileSync(join(meshplan.folder, "mesh.yaml"), text);
  };
  beforeAll(async () => {
    rig = await startRig({ clusters: 2 });
    meshplan = meshplanIn(rig);
    say(meshFile("blue"));
  });
  afterAll(async () => {
    meshplan.remove();
    await rig.down();
  });

  test("apply converges: an istiod for each in the primary, and each reads both clusters", async () => {
    const { code, stdout, stderr } = await meshplan("apply", "mesh.yaml", "--auto-approve");
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    const available = (name: string) => ({ name, isAvailable: true });
    expect(await deploymentsOf(rig, 1)).toEqual(
      [GATEWAY, "istiod-blue", "istiod-green"].map(available),
    );
    expect(await deploymentsOf(rig, 2)).toEqual([GATEWAY].map(available));
    for (const revision of REVISIONS) {
      const istiod = await istiodOfRevision(rig, 1, revision);
      const synced = { cluster1: "synced", cluster2: "synced" };
      expect(await clusterz(rig, 1, istiod)).toEqual(synced);
    }
  });

  test("the second plan says No changes", async () => {
    await expectNoChanges(meshplan);
  });

  test.each([1, 2])(
    "pods of cluster%i are completed by the istiod that they ask for",
    async (n) => {
      await makeNamespaces(rig, n);
      expect(await injectedBy(rig, n)).toEqual({
        "by-default": "istiod-blue",
        "by-tag": "istiod-blue",
        "by-name": "istiod-green",
      });
    },
  );

  test("traffic passes the gateways, and both istiods know the way", async () => {
    await installHelloworld(rig);
    for (const revision of REVISIONS) {
      const istiod = await istiodOfRevision(rig, 1, revision);
      for (const [from, other] of [
        [1, 2],
        [2, 1],
      ] as const) {
        const viewer = { network: `network${from}`, cluster: `cluster${from}` };
        const seen = async (): Promise<readonly string[]> =>
          (await endpointsSeenFrom(rig, 1, viewer, istiod)).map(withPodsNamed);
        const behindGateway = `${rig.addresses(other).gateway}:15443`;
        await expect
          .poll(seen, { timeout: MINUTE })
          .toEqual([`pod of cluster${from}:5000`, behindGateway]);
      }
    }
    for (const n of [1, 2]) {
      const answer = async (): Promise<string> => {
        const outcome = await tlsThrough(rig, n);
        return outcome.kind === "answered" ? withPodsNamed(outcome.text) : outcome.why;
      };
      await expect.poll(answer, { timeout: MINUTE }).toBe(`pod of cluster${n} got hello by istio`);
    }
  });

  test("a tag that moves changes only itself and the records of values, and who completes the pods that ask for it", async () => {
    say(meshFile("green"));
    const { stdout } = await meshplan("plan", "mesh.yaml", "--format", "json");
    expect(plannedObjects(parseJson(stdout))).toEqual(
      ["cluster1", "cluster2"].flatMap((cluster) => [
        // What istioctl was given, for people to read: the list of tags stands in it.
        `${cluster}/control-plane@blue update ConfigMap/values-blue`,
        `${cluster}/control-plane@green update ConfigMap/values-green`,
        `${cluster}/tags update MutatingWebhookConfiguration/istio-revision-tag-prod`,
        `${cluster}/tags update Service/istiod-revision-tag-prod`,
      ]),
    );
    const { code, stderr } = await meshplan("apply", "mesh.yaml", "--auto-approve");
    expect({ code, stderr }).toMatchObject({ code: 0 });
    for (const n of [1, 2]) {
      expect(await injectedBy(rig, n)).toEqual({
        "by-default": "istiod-blue",
        "by-tag": "istiod-green",
        "by-name": "istiod-green",
      });
    }
    await expectNoChanges(meshplan);
  });
});

async function makeNamespaces(rig: Rig, n: number): Promise<void> {
  for (const [name, labels] of Object.entries(NAMESPACES)) {
    const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
    expect((await rig.api(n)("POST", "/api/v1/namespaces", namespace)).status).toBe(201);
  }
}

/** The istiod that a new pod of each namespace would connect to: a dry run passes the webhooks. */
async function injectedBy(rig: Rig, n: number): Promise<Readonly<Record<string, string>>> {
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "asking" },
    spec: { containers: [{ name: "app", image: "example.com/app" }] },
  };
  const found: Record<string, string> = {};
  for (const name of Object.keys(NAMESPACES)) {
    const path = `/api/v1/namespaces/${name}/pods?dryRun=All`;
    // The namespace's service account comes a moment after the namespace.
    const answer = async () => (await rig.api(n)("POST", path, pod)).body;
    await expect.poll(async () => textAt(await answer(), "kind"), { timeout: MINUTE }).toBe("Pod");
    const spec = mapAt(await answer(), "spec");
    const proxy = [...listAt(spec, "containers"), ...listAt(spec, "initContainers")].find(
      (container) => textAt(container, "name") === "istio-proxy",
    );
    const address = listAt(proxy, "env").find((each) => textAt(each, "name") === "CA_ADDR");
    found[name] = (textAt(address, "value") ?? "not injected").replace(/\.istio-system\.svc.*/, "");
  }
  return found;
}
