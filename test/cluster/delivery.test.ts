import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressesOf, clusterName } from "../../rig/addresses.ts";
import { clusterz, installHelloworld, type Rig, startRig, tlsThrough } from "../../rig/client.ts";
import { primaryOperator, remoteOperator, RENDER_OPTIONS, samplePath } from "../../rig/guide.ts";
import { type Kubectl, kubectlRequests } from "../../rig/kubectl.ts";
import { deploymentsOf, expectNoChanges, sidecarIdentity, withPodsNamed } from "./mesh.ts";
import { type Meshplan, meshplanIn } from "./meshplan.ts";

const MINUTE = 60_000;
const ISTIOD = "istiod";
const GATEWAY = "istio-eastwestgateway";
const SYNCED = { cluster1: "synced", cluster2: "synced" };

let rig: Rig;
let meshplan: Meshplan;
let others: Kubectl;

async function start(example: string): Promise<void> {
  rig = await startRig({ clusters: 2 });
  meshplan = meshplanIn(rig, example);
  others = kubectlRequests((n) => rig.api(n));
}

async function end(): Promise<void> {
  meshplan.remove();
  await rig.down();
}

/** The tests of one example tell one story on one rig; each starts where the one before ended. */
describe("the example join-only on real clusters", () => {
  beforeAll(() => start("join-only"));
  afterAll(end);

  test("a plan before the others have installed names all that is missing, and their owners", async () => {
    const { code, stderr } = await meshplan("plan", "mesh.yaml");
    expect(code).toBe(1);
    expect(stderr.match(/error MP0555/g)?.length).toBeGreaterThan(3);
  });

  test("apply joins what istioctl and kubectl installed, and writes nothing of it", async () => {
    await installPrimary();
    await installRemote();
    const mark = rig.markWrites();
    const { code, stdout, stderr } = await meshplan("apply", "mesh.yaml", "--auto-approve");
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    const written = rig
      .changesSince(mark)
      .map(({ cluster, verb, path }) => `${cluster} ${verb} ${path.replace(/\?.*/, "")}`);
    const istio = "/namespaces/istio-system";
    expect(written.sort()).toEqual([
      `cluster1 patch /api/v1${istio}/secrets/istio-remote-secret-cluster2`,
      `cluster1 patch /apis/networking.istio.io/v1${istio}/gateways/cross-network-gateway`,
      `cluster1 patch /apis/networking.istio.io/v1${istio}/gateways/istiod-gateway`,
      `cluster1 patch /apis/networking.istio.io/v1${istio}/virtualservices/istiod-vs`,
      `cluster2 patch /api/v1${istio}/secrets/istio-reader-service-account-istio-remote-secret-token`,
    ]);
  });

  test("the second plan says No changes", () => expectNoChanges(meshplan));

  test("the mesh works", expectOneMesh);
});

describe("the example argo-cd on real clusters", () => {
  beforeAll(async () => {
    await start("argo-cd");
    const path = join(meshplan.folder, "mesh.yaml");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace("10.1.0.200", addressesOf(1).gateway));
  });
  afterAll(end);

  test("apply waits for what the deliverer applies, then joins it, and writes a token alone there", async () => {
    expect(await meshplan("render", "mesh.yaml", "--out", "manifests")).toMatchObject({ code: 0 });
    const mark = rig.markWrites();
    const applied = meshplan("apply", "mesh.yaml", "--auto-approve");
    // Whoever syncs from Git comes later: here when cluster1 is there and cluster2 is still empty.
    const inCluster1 = async () => (await deploymentsOf(rig, 1)).map(({ name }) => name);
    await expect.poll(inCluster1, { timeout: MINUTE }).toContain(ISTIOD);
    expect(await deploymentsOf(rig, 2)).toEqual([]);
    await deliver(join(meshplan.folder, "manifests", "cluster2"));
    const { code, stdout, stderr } = await applied;
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    const there = rig.changesSince(mark).filter(({ cluster }) => cluster === "cluster2");
    expect(there.map(({ path }) => path.replace(/\?.*/, ""))).toEqual([
      "/api/v1/namespaces/istio-system/secrets/istio-reader-service-account-istio-remote-secret-token",
    ]);
  });

  test("the second plan says No changes", () => expectNoChanges(meshplan));

  test("the mesh works", expectOneMesh);
});

/** As a deliverer does that applies the files of a folder in the order of their names. */
async function deliver(folder: string): Promise<void> {
  for (const file of readdirSync(folder).sort()) {
    await others.apply(2, readFileSync(join(folder, file), "utf8"));
  }
}

/** What the guide installs in the primary, without what joins it to a mesh. */
async function installPrimary(): Promise<void> {
  await others.createNamespace(1);
  await others.label(1, "topology.istio.io/network", "network1");
  await others.apply(1, await rendered(primaryOperator({ ingress: false })));
  await others.apply(1, await rendered(await gatewayOperator(1)));
  const running = () => deploymentsOf(rig, 1);
  const available = [GATEWAY, ISTIOD].map((name) => ({ name, isAvailable: true }));
  await expect.poll(running, { timeout: MINUTE }).toEqual(available);
}

/** The same in the remote, whose gateway has no pods until it is joined: its webhook has no CA bundle and no control plane. */
async function installRemote(): Promise<void> {
  await others.createNamespace(2);
  await others.label(2, "topology.istio.io/network", "network2");
  await others.annotate(2, "topology.istio.io/controlPlaneClusters", clusterName(1));
  await others.apply(2, await rendered(remoteOperator(addressesOf(1).gateway)));
  await others.apply(2, await rendered(await gatewayOperator(2)));
}

async function gatewayOperator(n: number): Promise<string> {
  const network = `network${String(n)}`;
  return await output([samplePath("gen-eastwest-gateway.sh"), "--network", network]);
}

async function rendered(operator: string): Promise<string> {
  const file = join(meshplan.folder, "operator.yaml");
  writeFileSync(file, operator);
  return await output(["istioctl", "manifest", "generate", "-f", file, ...RENDER_OPTIONS]);
}

async function output(command: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await rig.run(command);
  expect({ command, code, stderr }).toMatchObject({ code: 0 });
  return stdout;
}

/** Both gateways run, istiod reads both clusters, a pod of the remote is of the mesh, and TLS passes both gateways. */
async function expectOneMesh(): Promise<void> {
  const available = (...names: readonly string[]) =>
    names.map((name) => ({ name, isAvailable: true }));
  const running = () => Promise.all([deploymentsOf(rig, 1), deploymentsOf(rig, 2)]);
  await expect
    .poll(running, { timeout: MINUTE })
    .toEqual([available(GATEWAY, ISTIOD), available(GATEWAY)]);
  expect(await clusterz(rig, 1)).toEqual(SYNCED);
  await installHelloworld(rig);
  expect(await sidecarIdentity(rig, 2)).toEqual([
    "ISTIO_META_CLUSTER_ID=cluster2",
    "ISTIO_META_MESH_ID=mesh1",
    "ISTIO_META_NETWORK=network2",
  ]);
  for (const n of [1, 2]) {
    const answer = async (): Promise<string> => {
      const outcome = await tlsThrough(rig, n);
      return outcome.kind === "answered" ? withPodsNamed(outcome.text) : outcome.why;
    };
    const expected = `pod of ${clusterName(n)} got hello by istio`;
    await expect.poll(answer, { timeout: MINUTE }).toBe(expected);
  }
}
