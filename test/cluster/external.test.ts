import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressesOf, clusterName } from "../../rig/addresses.ts";
import {
  clusterz,
  endpointsSeenFrom,
  installHelloworld,
  type Rig,
  startRig,
  tlsThrough,
} from "../../rig/client.ts";
import { deploymentsOf, expectNoChanges, sidecarIdentity, withPodsNamed } from "./mesh.ts";
import { type Meshplan, meshplanIn } from "./meshplan.ts";

const MINUTE = 60_000;
const NAMESPACE = "external-istiod";
const [HUB, CONFIG, SECOND] = [1, 2, 3];
const NAMES = ["hub", "config", "second"];
/** The rig's istiod answers at one fixed address; its load balancer and the name have to lead there. */
const ISTIOD = addressesOf(HUB).istiod;
const HOSTS = { "istiod.example.com": ISTIOD };

/** The tests of one example tell one story on one rig; each starts where the one before ended. */
describe.each(["external-control-plane", "external-control-plane-host-name"])(
  "the example %s on real clusters",
  (example) => {
    let rig: Rig;
    let meshplan: Meshplan;
    beforeAll(async () => {
      rig = await startRig({ clusters: NAMES.length, hosts: HOSTS });
      meshplan = meshplanIn(rig, example);
      fitToRig(join(meshplan.folder, "mesh.yaml"));
    });
    afterAll(async () => {
      meshplan.remove();
      await rig.down();
    });

    test("apply converges: istiod runs in the host alone and reads both members", async () => {
      const { code, stdout, stderr } = await meshplan("apply", "mesh.yaml", "--auto-approve");
      expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
      const running = [HUB, CONFIG, SECOND].map((n) => deploymentsOf(rig, n, NAMESPACE));
      const available = (name: string) => [{ name, isAvailable: true }];
      expect(await Promise.all(running)).toEqual(
        ["istiod", "istio-eastwestgateway", "istio-eastwestgateway"].map(available),
      );
      const synced = { config: "synced", second: "synced" };
      expect(await clusterz(rig, CONFIG, ISTIOD, NAMESPACE)).toEqual(synced);
    });

    test("the second plan says No changes", async () => {
      await expectNoChanges(meshplan);
    });

    test("pods of the members get sidecars, those of the host do not", async () => {
      await installHelloworld(rig);
      const sidecar = (n: number, network: string) => [
        `ISTIO_META_CLUSTER_ID=${NAMES[n - 1] ?? ""}`,
        "ISTIO_META_MESH_ID=mesh1",
        `ISTIO_META_NETWORK=${network}`,
      ];
      expect(await sidecarIdentity(rig, HUB)).toEqual([]);
      expect(await sidecarIdentity(rig, CONFIG)).toEqual(sidecar(CONFIG, "network1"));
      expect(await sidecarIdentity(rig, SECOND)).toEqual(sidecar(SECOND, "network2"));
    });

    test("seen from the config cluster, the other one is behind its gateway, and the host is not there", async () => {
      const viewer = { network: "network1", cluster: "config" };
      const seen = async (): Promise<readonly string[]> =>
        (await endpointsSeenFrom(rig, HUB, viewer)).map(withPodsNamed).sort();
      const gateway = `${addressesOf(SECOND).gateway}:15443`;
      await expect.poll(seen, { timeout: MINUTE }).toEqual([gateway, "pod of cluster2:5000"]);
    });

    test.each([CONFIG, SECOND])("Istio's TLS passes the gateway of cluster%i", async (n) => {
      const answer = async (): Promise<string> => {
        const outcome = await tlsThrough(rig, n);
        return outcome.kind === "answered" ? withPodsNamed(outcome.text) : outcome.why;
      };
      const expected = `pod of ${clusterName(n)} got hello by istio`;
      await expect.poll(answer, { timeout: MINUTE }).toBe(expected);
    });
  },
);

/**
 * The example with the contexts of the rig. Its Envoy has no metrics of Istio's; istiod also reads the mesh config of the config
 * cluster, live, where the rig leaves it as it is.
 */
function fitToRig(path: string): void {
  const noMetrics = "values: { meshConfig: { defaultProviders: { metrics: [] } } }";
  const balancer = `annotations: { rig/lb-ip: ${ISTIOD} }`;
  const changes = [
    ["hub: {}", `hub: { context: cluster1, gateway: { ${balancer} } }`],
    ["hub: { gateway: { ", `hub: { context: cluster1, gateway: { ${balancer}, `],
    ["controlPlane: hub", `controlPlane: hub, context: cluster2, ${noMetrics}`],
    ["primary: config", "primary: config, context: cluster3"],
  ] as const;
  const text = readFileSync(path, "utf8");
  writeFileSync(
    path,
    changes.reduce((all, [from, to]) => all.replace(from, to), text),
  );
}
