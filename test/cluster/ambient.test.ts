import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadBalancerAddress } from "../../rig/addresses.ts";
import {
  ambientz,
  clusterz,
  installHelloworld,
  type Rig,
  shareRoot,
  startRig,
} from "../../rig/client.ts";
import { at, listAt, mapAt, textAt } from "../../rig/json.ts";
import { VERSIONS } from "../../rig/versions.ts";
import type { Json } from "../../src/kube/object.ts";
import { deploymentsOf, expectNoChanges, sidecarIdentity, withPodsNamed } from "./mesh.ts";
import { type Meshplan, meshplanIn } from "./meshplan.ts";

const MINUTE = 60_000;
const GATEWAY = "istio-eastwestgateway";
const SAMPLE = "sample/helloworld.sample.svc.cluster.local";

/**
 * istiod, its Gateway controller and the API servers are real; nodes, and so istio-cni, ztunnel and the gateway's Envoy, are not.
 * The tests tell one story on one rig; each starts where the one before ended.
 */
let rig: Rig;
let meshplan: Meshplan;
beforeAll(async () => {
  rig = await startRig({ clusters: 2 });
  meshplan = meshplanIn(rig, "ambient-multi-primary");
  const path = join(meshplan.folder, "mesh.yaml");
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(/version: .*/, `version: ${VERSIONS.istio}`));
  await shareRoot(rig, [1, 2]);
});
afterAll(async () => {
  meshplan.remove();
  await rig.down();
});

test("apply converges: istiod has made the gateways, and each reads both clusters", async () => {
  const { code, stdout, stderr } = await meshplan("apply", "mesh.yaml", "--auto-approve");
  expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
  for (const n of [1, 2]) {
    const available = [GATEWAY, "istiod"].map((name) => ({ name, isAvailable: true }));
    expect(await deploymentsOf(rig, n)).toEqual(available);
    expect(await clusterz(rig, n)).toEqual({ cluster1: "synced", cluster2: "synced" });
  }
});

test("the second plan says No changes", () => expectNoChanges(meshplan));

test("the sample gets no sidecar, and a third plan is as empty as the second", async () => {
  await installHelloworld(rig, "ambient");
  expect(await sidecarIdentity(rig, 2)).toEqual([]);
  await expectNoChanges(meshplan);
});

test.each([
  [1, 2],
  [2, 1],
])(
  "ztunnels of cluster%i reach the sample of cluster%i through its gateway alone",
  async (n, other) => {
    const seen = async () => (await sampleSeenFrom(n)).toSorted();
    await expect
      .poll(seen, { timeout: MINUTE })
      .toEqual(
        [
          `network${n} in cluster${n}: pod of cluster${n}`,
          `network${other} in cluster${other}: behind ${loadBalancerAddress(other, 0)}:15008`,
        ].sort(),
      );
  },
);

/** The workloads of helloworld in what istiod of cluster `n` tells its ztunnels. */
async function sampleSeenFrom(n: number): Promise<readonly string[]> {
  const workloads = listAt(await ambientz(rig, n), "workloads");
  return workloads
    .filter((one) => Object.keys(mapAt(one, "services")).includes(SAMPLE))
    .map((one) => {
      const gateway = addressAt(one, "networkGateway", "address", "address");
      const port = JSON.stringify(at(one, "networkGateway", "hboneMtlsPort"));
      const pod = withPodsNamed(addressAt(one, "addresses", 0));
      const reached = gateway === "" ? pod : `${pod}behind ${gateway}:${port}`;
      return `${textAt(one, "network") ?? ""} in ${textAt(one, "clusterId") ?? ""}: ${reached}`;
    });
}

/** istiod prints the text of an address in base64. */
function addressAt(value: Json, ...path: readonly (string | number)[]): string {
  return Buffer.from(textAt(value, ...path) ?? "", "base64").toString("utf8");
}
