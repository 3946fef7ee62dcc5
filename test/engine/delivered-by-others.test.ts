import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { printDiagnostics } from "../../src/diagnostics/print.ts";
import type { JsonMap, KubeObject } from "../../src/kube/object.ts";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";
import { NO_ADDRESS } from "../../src/embedded/kube/controllers/services.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { type OthersWork, othersApply } from "./others.ts";
import {
  changesOf,
  editByHand,
  outcomeOf,
  PLAIN,
  startWorld,
  takeFields,
  type World,
} from "./world.ts";

const field = (text: string, more: string): string =>
  text.replace("network: network1 }", `network: network1, ${more} }`);
/** Both clusters have an Istio of others; the address of the gateway is read from its Service. */
const EXTERNAL = field(SEED, "delivery: { all: external }").replace(
  "primary: cluster1 }",
  "primary: cluster1, delivery: { all: external } }",
);
/** What the others install: the same mesh, with a reserved address. */
const INSTALLED = field(SEED, "gateway: { address: 10.1.0.200 }");
const isInstalled = (path: string): boolean => !path.includes("expose");
const HELM: OthersWork = {
  file: INSTALLED,
  manager: "helm",
  unmarked: true,
  only: isInstalled,
  annotations: { "meta.helm.sh/release-name": "istio" },
};

let world: World;
beforeAll(async () => {
  world = await startWorld({ file: EXTERNAL });
});
afterAll(() => world.close());

const NAMESPACE = "/api/v1/namespaces/istio-system";
const GATEWAY = `${NAMESPACE}/services/istio-eastwestgateway`;
const DEPLOYMENTS = "/apis/apps/v1/namespaces/istio-system/deployments";
const WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";

const installed = (): Promise<void> => othersApply(world, HELM);

/** Everything that stands in the way, as people read it, and nothing was written for it. */
async function refusal(file = EXTERNAL): Promise<string> {
  world.writes();
  const { plan, diagnostics } = await world.tryPlan(file);
  expect(plan).toBeUndefined();
  const ours = world.writes().filter(({ userAgent }) => userAgent.startsWith("meshplan/"));
  expect(ours).toEqual([]);
  return printDiagnostics(diagnostics, undefined, PLAIN);
}

test("nothing is there yet: everything that others have to bring is named at once", async () => {
  await expect(await refusal()).toMatchFileSnapshot("goldens/others-missing.txt");
});

describe("an Istio of others that is not what the mesh needs", () => {
  beforeAll(installed);
  afterEach(async () => {
    await world.api("cluster1").request("DELETE", GATEWAY);
    await installed();
  });

  const change = (cluster: string, path: string, body: JsonMap) =>
    takeFields(world.api(cluster), path, body, "platform-team");
  const istiod = (env: readonly JsonMap[], container: JsonMap = {}) =>
    change("cluster1", `${DEPLOYMENTS}/istiod`, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "istiod", namespace: "istio-system" },
      spec: {
        template: { spec: { containers: [{ name: "discovery", ...container, env }] } },
      },
    });
  const configMap = (name: string, data: JsonMap) =>
    change("cluster1", `${NAMESPACE}/configmaps/${name}`, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "istio-system" },
      data,
    });
  const service = (cluster: string, name: string, patch: JsonMap) =>
    editByHand(world.api(cluster), `${NAMESPACE}/services/${name}`, patch, "platform-team");

  /** The gateway's Service made anew, without the address it had. */
  const remade = async (type: string, annotations: { readonly [key: string]: string } = {}) => {
    const { body } = await world.api("cluster1").request("GET", GATEWAY);
    await world.api("cluster1").request("DELETE", GATEWAY);
    const { metadata, spec } = body as unknown as KubeObject;
    const { labels } = metadata;
    const { ports, selector } = spec as JsonMap;
    await change("cluster1", GATEWAY, {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        name: metadata.name,
        namespace: "istio-system",
        labels: labels ?? {},
        annotations,
      },
      spec: { type, ports, selector },
    });
  };

  test.each<readonly [string, () => Promise<unknown>]>([
    [
      "namespaces",
      async () => {
        const labels = { "topology.istio.io/network": null };
        await editByHand(world.api("cluster1"), NAMESPACE, { metadata: { labels } });
        const annotations = { "topology.istio.io/controlPlaneClusters": "cluster9, cluster1" };
        await editByHand(world.api("cluster2"), NAMESPACE, { metadata: { annotations } });
      },
    ],
    ["cluster-id", () => istiod([{ name: "CLUSTER_ID", value: "Kubernetes" }])],
    ["external-istiod", () => istiod([{ name: "EXTERNAL_ISTIOD", value: "false" }])],
    ["version", () => istiod([], { image: "docker.io/istio/pilot:1.30.2-distroless" })],
    ["revision", () => istiod([{ name: "REVISION", value: "canary" }])],
    [
      "mesh-config",
      () =>
        configMap("istio", {
          mesh: 'defaultConfig:\n  meshId: "other"\ntrustDomain: corp.example\n',
        }),
    ],
    ["mesh-config-empty", () => configMap("istio", { mesh: ": [not YAML" })],
    [
      "network",
      () => configMap("istio-sidecar-injector", { values: '{"global": {"network": "network9"}}' }),
    ],
    [
      "gateway",
      () =>
        service("cluster1", "istio-eastwestgateway", {
          metadata: { labels: { "topology.istio.io/network": "network9" } },
          spec: {
            selector: { istio: "ingressgateway" },
            ports: [{ name: "tls", port: 15443, targetPort: 15443 }],
          },
        }),
    ],
    ["gateway-type", () => remade("ClusterIP")],
    ["gateway-address", () => remade("LoadBalancer", { [NO_ADDRESS]: "never" })],
    [
      "injection-path",
      () =>
        change("cluster2", `${WEBHOOKS}/istio-sidecar-injector`, {
          apiVersion: "admissionregistration.k8s.io/v1",
          kind: "MutatingWebhookConfiguration",
          metadata: { name: "istio-sidecar-injector" },
          webhooks: [
            {
              name: "namespace.sidecar-injector.istio.io",
              clientConfig: {
                service: { name: "istiod", namespace: "istio-system", path: "/inject" },
              },
              admissionReviewVersions: ["v1"],
              sideEffects: "None",
            },
          ],
        }),
    ],
    [
      "endpoints",
      () =>
        change(
          "cluster2",
          "/apis/discovery.k8s.io/v1/namespaces/istio-system/endpointslices/istiod",
          {
            apiVersion: "discovery.k8s.io/v1",
            kind: "EndpointSlice",
            metadata: { name: "istiod", namespace: "istio-system" },
            addressType: "IPv4",
            endpoints: [{ addresses: ["198.51.100.77"] }],
          },
        ),
    ],
    [
      "reader-rights",
      () =>
        change(
          "cluster2",
          "/apis/rbac.authorization.k8s.io/v1/clusterroles/istio-reader-clusterrole-istio-system",
          {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "ClusterRole",
            metadata: { name: "istio-reader-clusterrole-istio-system" },
            rules: [
              { apiGroups: ["*"], resources: ["*"], verbs: ["get", "list", "watch"] },
              {
                apiGroups: [""],
                resources: ["configmaps"],
                resourceNames: ["istio-ca-root-cert"],
                verbs: ["update"],
              },
            ],
          },
        ),
    ],
  ])(
    "is refused before any write, with the sentence to send to its owner: %s",
    async (name, make) => {
      await make();
      await expect(await refusal()).toMatchFileSnapshot(`goldens/others-${name}.txt`);
    },
  );

  test("an address that is not known yet is asked for, where others lead a remote to it", async () => {
    await world.api("cluster1").request("DELETE", GATEWAY);
    const file = EXTERNAL.replace(
      "delivery: { all: external } }",
      "delivery: { all: external, gateway: apply } }",
    );
    await expect(await refusal(file)).toMatchFileSnapshot("goldens/others-unknown-address.txt");
  });
});

describe("an Istio of others that is what the mesh needs", () => {
  beforeAll(installed);

  test("is joined: meshplan writes what joins it, and nothing of what others delivered", async () => {
    const plan = await world.plan();
    const shown = planText(planView(plan, "0.0.0"), { color: false, full: false, width: 100 });
    const text = shown
      .replaceAll(/(?<=-> https:\/\/)127\.0\.0\.1:\d+/g, "10.0.0.1:6443")
      .replaceAll(/127\.0\.0\.1:\d+/g, (server) => "10.0.0.1:6443".padEnd(server.length))
      .replaceAll(/(?<= {2})[0-9a-f]{8}(?= {2})/g, "00000000")
      .replaceAll(/sha256:[0-9a-f]+/g, "sha256:0");
    await expect(text).toMatchFileSnapshot("goldens/others-plan.txt");
    world.writes();
    expect(outcomeOf(await world.apply(plan))).toBe("done");
    const ours = world.writes().filter(({ userAgent }) => userAgent.startsWith("meshplan/"));
    expect(ours.map(({ path }) => path.replace(/.*\//, "")).sort()).toEqual([
      "cross-network-gateway",
      "istio-reader-service-account-istio-remote-secret-token",
      "istio-remote-secret-cluster2",
      "istiod-gateway",
      "istiod-vs",
    ]);
    expect(changesOf(await world.plan())).toEqual([]);
  });

  test("may be of another patch version, and its owner may scale and restart it", async () => {
    const { digest } = await world.plan();
    await takeFields(world.api("cluster1"), `${DEPLOYMENTS}/istiod`, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "istiod", namespace: "istio-system" },
      spec: {
        replicas: 2,
        template: {
          spec: { containers: [{ name: "discovery", image: "docker.io/istio/pilot:1.31.7" }] },
        },
      },
    });
    const plan = await world.plan();
    expect(changesOf(plan)).toEqual([]);
    // What was found is approved along with the rest.
    expect(plan.digest).not.toBe(digest);
    expect(plan.clusters.map(({ istio }) => istio)).toEqual(["1.31.7", undefined]);
    await installed();
  });

  test("makes a plan stale when it is no longer what was checked", async () => {
    const plan = await world.plan();
    const data = { values: '{"global": {"network": "network9"}}' };
    await editByHand(
      world.api("cluster1"),
      `${NAMESPACE}/configmaps/istio-sidecar-injector`,
      { data },
      "helm",
    );
    await expect(world.apply(plan)).rejects.toThrow(
      "MP0510: the control-plane that Helm release istio delivered is not as it was checked",
    );
    await installed();
    expect(outcomeOf(await world.apply(plan))).toBe("done");
  });

  test("is judged by the gateway that the file names by its Service, whatever stands under the usual name", async () => {
    const { body } = await world.api("cluster1").request("GET", GATEWAY);
    const { metadata, spec } = body as unknown as KubeObject;
    const { type, ports, selector } = spec as JsonMap;
    await world.api("cluster1").request("POST", `${NAMESPACE}/services`, {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "theirs", namespace: "istio-system", labels: metadata.labels ?? {} },
      spec: { type, ports, selector, loadBalancerIP: "203.0.113.9" },
    });
    const file = EXTERNAL.replace(
      "network: network1,",
      "network: network1, gateway: { service: istio-system/theirs, address: 203.0.113.9 },",
    );
    const text = await refusal(file);
    expect(text).toContain("Service istiod of cluster2 leads to 10.1.0.200");
    expect(text).toContain("the gateway of cluster1 is at 203.0.113.9");
    expect(text.match(/^error/gm)).toHaveLength(1);
  });

  test("is not judged where it may not be read: the missing rights are what is named", async () => {
    for (const path of ["/clusterrolebindings", "/services/istio-eastwestgateway"])
      world.sandbox.cluster("cluster1").faults.add({
        when: (request) => request.path.includes(path),
        effect: { kind: "forbid" },
      });
    const { plan, diagnostics } = await world.tryPlan();
    world.sandbox.cluster("cluster1").faults.clear();
    expect(plan).toBeUndefined();
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(["MP0503"]));
  });

  test("is MP0502 where the file does not leave it to others, and the help says how to", async () => {
    const { diagnostics } = await world.tryPlan(SEED);
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(["MP0502"]));
    expect(diagnostics[0]?.message).toContain("(Helm release istio)");
    expect(diagnostics[0]?.help).toContain("clusters.cluster1.delivery: { all: external }");
  });
});

test("a gateway of others beside an istiod of ours: its Helm release is no foreign Istio", async () => {
  const file = field(SEED, "delivery: { gateway: external }");
  const other = await startWorld({ file });
  try {
    await othersApply(other, {
      ...HELM,
      only: (path) => /^cluster1\/(10|60|70)-/.test(path),
      annotations: { "meta.helm.sh/release-name": "istio-eastwestgateway" },
    });
    for (const name of ["istio-eastwestgateway", "istiod"]) {
      const labels = { owner: "helm", name };
      const metadata = { name: `sh.helm.release.v1.${name}.v1`, labels };
      const secret = { apiVersion: "v1", kind: "Secret", metadata };
      await other.api("cluster1").request("POST", `${NAMESPACE}/secrets`, secret);
    }
    const { diagnostics } = await other.tryPlan();
    expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "MP0502 the Helm release istiod is installed in istio-system",
    ]);
  } finally {
    await other.close();
  }
});
