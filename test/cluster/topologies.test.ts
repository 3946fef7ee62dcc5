import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  clusterz,
  endpointsSeenFrom,
  installHelloworld,
  istiodTrustedBy,
  type Rig,
  shareRoot,
  startRig,
  tlsThrough,
} from "../../rig/client.ts";
import { listAt, textAt } from "../../rig/json.ts";
import {
  DEPLOYMENTS,
  deploymentsOf,
  expectNoChanges,
  sidecarIdentity,
  withPodsNamed,
} from "./mesh.ts";
import { objectPath } from "../../src/kube/kinds.ts";
import type { ObjectRef } from "../../src/kube/object.ts";
import { type Meshplan, meshplanIn, renderWith } from "./meshplan.ts";

const MINUTE = 60_000;
const ISTIOD = "istiod";
const GATEWAY = "istio-eastwestgateway";

/** One cluster as its example describes it, and what has to run there. */
interface Member {
  readonly network: string;
  /** The cluster whose istiod serves its proxies. */
  readonly servedBy: number;
  readonly runs: readonly string[];
}

interface Topology {
  readonly example: string;
  /** What renders, where the example does not say it. */
  readonly renderer?: "helm";
  /** Its root is made by meshplan; else the test brings one. */
  readonly makesRoot?: true;
  /** cluster1, cluster2 and so on. */
  readonly members: readonly Member[];
}

const member = (network: string, servedBy: number, ...runs: readonly string[]): Member => ({
  network,
  servedBy,
  runs,
});

const TOPOLOGIES: readonly Topology[] = [
  {
    example: "primary-remote-multi-network",
    renderer: "helm",
    members: [member("network1", 1, GATEWAY, ISTIOD), member("network2", 1, GATEWAY)],
  },
  {
    example: "primary-remote-single-network",
    members: [member("network1", 1, GATEWAY, ISTIOD), member("network1", 1)],
  },
  {
    example: "multi-primary-multi-network",
    members: [member("network1", 1, GATEWAY, ISTIOD), member("network2", 2, GATEWAY, ISTIOD)],
  },
  {
    example: "multi-primary-single-network",
    members: [member("network1", 1, ISTIOD), member("network1", 2, ISTIOD)],
  },
  {
    example: "multi-primary-generated-root",
    members: [member("network1", 1, GATEWAY, ISTIOD), member("network2", 2, GATEWAY, ISTIOD)],
    makesRoot: true,
  },
  {
    example: "revisioned",
    members: [member("network1", 1, GATEWAY, "istiod-stable"), member("network2", 1, GATEWAY)],
  },
  {
    example: "mixed",
    members: [
      member("network1", 1, GATEWAY, ISTIOD),
      member("network1", 1, GATEWAY),
      member("network2", 1, GATEWAY),
      member("network3", 4, GATEWAY, ISTIOD),
      member("network3", 4, GATEWAY),
    ],
  },
];

/** The tests of one topology tell one story on one rig; each starts where the one before ended. */
describe.each(
  TOPOLOGIES.map((topology) => ({
    ...topology,
    title: topology.renderer === undefined ? topology.example : `${topology.example} with Helm`,
  })),
)("the example $title on real clusters", ({ example, members, renderer, makesRoot }) => {
  const cases = members.map((member, index) => ({ ...member, n: index + 1 }));
  const primaries = [...new Set(members.map(({ servedBy }) => servedBy))];
  const spansNetworks = new Set(members.map(({ network }) => network)).size > 1;

  let rig: Rig;
  let meshplan: Meshplan;
  let root = "";
  beforeAll(async () => {
    rig = await startRig({ clusters: members.length });
    meshplan = meshplanIn(rig, example);
    if (renderer === "helm") renderWith(meshplan, "helm");
    if (primaries.length > 1 && makesRoot !== true) root = await shareRoot(rig, primaries);
  });
  afterAll(async () => {
    meshplan.remove();
    await rig.down();
  });

  test("apply converges: what has to run is available, and every istiod reads every cluster", async () => {
    const { code, stdout, stderr } = await meshplan("apply", "mesh.yaml", "--auto-approve");
    expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
    for (const { n, runs } of cases) {
      const available = runs.map((name) => ({ name, isAvailable: true }));
      expect(await deploymentsOf(rig, n)).toEqual(available);
    }
    const synced = Object.fromEntries(cases.map(({ n }) => [`cluster${n}`, "synced"]));
    for (const primary of primaries) expect(await clusterz(rig, primary)).toEqual(synced);
  });

  test("the second plan says No changes", async () => {
    await expectNoChanges(meshplan);
  });

  test("every cluster's helloworld gets a sidecar of its own cluster and network", async () => {
    await installHelloworld(rig);
    for (const { n, network } of cases) {
      expect(await sidecarIdentity(rig, n)).toEqual([
        `ISTIO_META_CLUSTER_ID=cluster${n}`,
        "ISTIO_META_MESH_ID=mesh1",
        `ISTIO_META_NETWORK=${network}`,
      ]);
    }
  });

  test.each(cases)(
    "seen from cluster$n, only pods of its network are reached directly",
    async ({ n, network, servedBy }) => {
      const expected = cases.map((other) =>
        other.network === network
          ? `pod of cluster${other.n}:5000`
          : `gateway of cluster${other.n}:15443`,
      );
      const seen = async (): Promise<readonly string[]> =>
        (await endpointsSeenFrom(rig, servedBy, { network, cluster: `cluster${n}` }))
          .map(withAddressesNamed)
          .sort();
      await expect.poll(seen, { timeout: MINUTE }).toEqual(expected.sort());
    },
  );

  if (spansNetworks) {
    test.each(cases)(
      "Istio's TLS passes the gateway of cluster$n to a pod of its network",
      async ({ n, network }) => {
        const behind = cases.filter((other) => other.network === network);
        const answers = behind.map((other) => `pod of cluster${other.n} got hello by istio`);
        const answer = async (): Promise<string> => {
          const outcome = await tlsThrough(rig, n);
          return outcome.kind === "answered" ? withAddressesNamed(outcome.text) : outcome.why;
        };
        await expect.poll(answer, { timeout: MINUTE }).toBeOneOf(answers);
      },
    );
  }

  if (renderer === "helm") {
    test("istioctl can take over: gateways whose Deployment is orphaned serve until the new one does", async () => {
      renderWith(meshplan, "istioctl");
      const plan = await meshplan("plan", "mesh.yaml");
      expect(plan).toMatchObject({ code: 1 });
      expect(plan.stderr.match(/MP0505/g)).toHaveLength(members.length);
      const before = await Promise.all(cases.map(({ n }) => gatewayPods(rig, n)));
      for (const { n } of cases) {
        const path = `${DEPLOYMENTS}/${GATEWAY}?propagationPolicy=Orphan`;
        expect(await rig.api(n)("DELETE", path)).toMatchObject({ status: 200 });
      }
      expect(await Promise.all(cases.map(({ n }) => gatewayPods(rig, n)))).toEqual(before);
      const { code, stdout, stderr } = await meshplan("apply", "mesh.yaml", "--auto-approve");
      expect({ code, stdout, stderr }).toMatchObject({ code: 0 });
      for (const { n } of cases) {
        const after = async () => (await gatewayPods(rig, n)).length;
        await expect.poll(after, { timeout: MINUTE }).toBe(1);
        expect(before.flat()).not.toContain((await gatewayPods(rig, n))[0]);
      }
      // Helm's chart has other names for these.
      const left = await leftovers(meshplan);
      expect(new Set(left.map(({ object }) => `${object.kind} ${object.name}`))).toEqual(
        new Set([`RoleBinding ${GATEWAY}`, `Role ${GATEWAY}`, `ServiceAccount ${GATEWAY}`]),
      );
      for (const { cluster, object } of left) {
        const n = Number(cluster.replace("cluster", ""));
        expect(await rig.api(n)("DELETE", objectPath(object))).toMatchObject({ status: 200 });
      }
      await expectNoChanges(meshplan);
    });
  }

  if (primaries.length > 1) {
    test("the one root is trusted in every cluster, and every istiod shows a chain to it", async () => {
      if (makesRoot === true) root = await rootIn(rig, 1);
      for (const { n } of cases) {
        for (const namespace of ["istio-system", "sample"]) {
          const path = `/api/v1/namespaces/${namespace}/configmaps/istio-ca-root-cert`;
          const trusted = textAt((await rig.api(n)("GET", path)).body, "data", "root-cert.pem");
          expect(trusted).toBe(root);
        }
      }
      for (const primary of primaries) {
        expect(await istiodTrustedBy(rig, primary, root)).toBe(true);
      }
    });
  }
});

/** What a plan says is left over, in the order in which it can go. */
async function leftovers(
  meshplan: Meshplan,
): Promise<readonly { readonly cluster: string; readonly object: ObjectRef }[]> {
  const { stdout } = await meshplan("plan", "mesh.yaml", "--format", "json");
  const { leftovers } = JSON.parse(stdout) as {
    leftovers?: { objects: { cluster: string; object: ObjectRef }[] };
  };
  return leftovers?.objects ?? [];
}

/** The root certificate that the Secret cacerts of cluster `n` names. */
async function rootIn(rig: Rig, n: number): Promise<string> {
  const path = "/api/v1/namespaces/istio-system/secrets/cacerts";
  const encoded = textAt((await rig.api(n)("GET", path)).body, "data", "root-cert.pem") ?? "";
  return Buffer.from(encoded, "base64").toString("utf8");
}

/** Names of the pods of the east-west gateway in cluster `n`. */
async function gatewayPods(rig: Rig, n: number): Promise<readonly string[]> {
  const path = "/api/v1/namespaces/istio-system/pods?labelSelector=istio%3Deastwestgateway";
  const pods = listAt((await rig.api(n)("GET", path)).body, "items");
  return pods.map((pod) => textAt(pod, "metadata", "name") ?? "");
}

/** Pods get any address of their cluster's range; a gateway has a fixed one. */
function withAddressesNamed(text: string): string {
  return withPodsNamed(text.replace(/^10\.89\.(\d)\.20\b/, "gateway of cluster$1"));
}
