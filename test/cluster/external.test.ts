import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  clusterz,
  endpointsSeenFrom,
  installHelloworld,
  type Rig,
  startRig,
  tlsThrough,
} from "../../rig/client.ts";
import { addressesOf } from "../../rig/addresses.ts";
import { deploymentsOf, expectNoChanges, sidecarIdentity, withPodsNamed } from "./mesh.ts";
import { type Meshplan, meshplanIn } from "./meshplan.ts";

const MINUTE = 60_000;
const NAMESPACE = "external-istiod";
const HUB = 1;
const CONFIG = 2;
const SECOND = 3;
const NAMES = new Map([
  [HUB, "hub"],
  [CONFIG, "config"],
  [SECOND, "second"],
]);
const ISTIOD = addressesOf(HUB).istiod;
const GATEWAY = { name: "istio-eastwestgateway", isAvailable: true };

let rig: Rig;
let meshplan: Meshplan;
beforeAll(async () => {
  rig = await startRig({ clusters: NAMES.size });
  meshplan = meshplanIn(rig, "external-control-plane");
  fitToRig(join(meshplan.folder, "mesh.yaml"));
});
afterAll(async () => {
  meshplan.remove();
  await rig.down();
});

/** Each test starts where the one before ended. */
test("apply converges: istiod runs in the host alone and reads both members", async () => {
  const { code, stdout, stderr } = await meshplan("apply", "mesh.yaml", "--auto-approve");
  expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
  expect(await deploymentsOf(rig, HUB, NAMESPACE)).toEqual([{ name: "istiod", isAvailable: true }]);
  expect(await deploymentsOf(rig, CONFIG, NAMESPACE)).toEqual([GATEWAY]);
  expect(await deploymentsOf(rig, SECOND, NAMESPACE)).toEqual([GATEWAY]);
  const synced = { config: "synced", second: "synced" };
  expect(await clusterz(rig, CONFIG, ISTIOD, NAMESPACE)).toEqual(synced);
});

test("the second plan says No changes", async () => {
  await expectNoChanges(meshplan);
});

test.each([
  [CONFIG, "network1"],
  [SECOND, "network2"],
] as const)("helloworld in cluster%i gets a sidecar of %s", async (n, network) => {
  if (n === CONFIG) await installHelloworld(rig);
  expect(await sidecarIdentity(rig, n)).toEqual([
    `ISTIO_META_CLUSTER_ID=${NAMES.get(n) ?? ""}`,
    "ISTIO_META_MESH_ID=mesh1",
    `ISTIO_META_NETWORK=${network}`,
  ]);
});

test("pods of the host are not in the mesh", async () => {
  expect(await sidecarIdentity(rig, HUB)).toEqual([]);
  const viewer = { network: "network1", cluster: "config" };
  const seen = () => endpointsSeenFrom(rig, HUB, viewer);
  const own = await seen();
  await expect
    .poll(async () => (await seen()).map(withPodsNamed).sort(), { timeout: MINUTE })
    .toEqual([`${addressesOf(SECOND).gateway}:15443`, "pod of cluster2:5000"]);
  expect(own.map(withPodsNamed)).not.toContain("pod of cluster1:5000");
});

test.each([CONFIG, SECOND])("Istio's TLS passes the gateway of cluster%i", async (n) => {
  const answer = async (): Promise<string> => {
    const outcome = await tlsThrough(rig, n);
    return outcome.kind === "answered" ? withPodsNamed(outcome.text) : outcome.why;
  };
  await expect.poll(answer, { timeout: MINUTE }).toBe(`pod of cluster${n} got hello by istio`);
});

/**
 * The example with the contexts of the rig. The rig's istiod is reached at one fixed address; its Envoy knows no metrics of
 * Istio's, and istiod reads the mesh config of the config cluster live, where no file can leave them out.
 */
function fitToRig(path: string): void {
  const changes = [
    ["hub: {}", `hub: { context: cluster1, gateway: { annotations: { rig/lb-ip: ${ISTIOD} } } }`],
    ["controlPlane: hub", `controlPlane: hub, context: cluster2, ${NO_METRICS}`],
    ["primary: config", "primary: config, context: cluster3"],
  ] as const;
  const text = readFileSync(path, "utf8");
  writeFileSync(
    path,
    changes.reduce((all, [from, to]) => all.replace(from, to), text),
  );
}

const NO_METRICS = "values: { meshConfig: { defaultProviders: { metrics: [] } } }";
