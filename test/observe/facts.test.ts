import { describe, expect, test } from "vitest";
import type { JsonMap, KubeObject } from "../../src/kube/object.ts";
import type { ReachableFacts } from "../../src/planner/facts.ts";
import { askedFacts, factsOf, named, PART } from "./fact-cluster.ts";

const MESH_CONFIG = `defaultConfig:
  discoveryAddress: istiod.istio-system.svc:15012
  meshId: prod
rootNamespace: istio-system
trustDomain: "mesh.example.com"
`;
const OURS = { "applyset.kubernetes.io/part-of": PART };
const REMOTE = { cluster: "cluster2" };

describe("a primary", () => {
  test("tells its mesh, its trust domain and the clusters it reads", async () => {
    const secret: KubeObject = {
      ...named("Secret", "istio-remote-secret-b"),
      metadata: {
        name: "istio-remote-secret-b",
        annotations: { "networking.istio.io/cluster": "b" },
      },
    };
    const { facts, asked } = await askedFacts([
      named("ConfigMap", "istio", { data: { mesh: MESH_CONFIG } }),
      secret,
      named("Secret", "by-hand"),
    ]);
    expect(facts).toMatchObject({
      meshConfig: { meshId: "prod", trustDomain: "mesh.example.com" },
      remoteSecrets: [{ name: "istio-remote-secret-b", cluster: "b" }, { name: "by-hand" }],
      slices: [],
      pointsTo: [],
      nodeAgents: [],
      gateways: [],
    });
    expect(facts).not.toHaveProperty("endpoints");
    expect(asked).not.toContain("Endpoints istiod");
  });

  test("is asked for the mesh config of its newest revision", async () => {
    const objects = [named("ConfigMap", "istio-r2", { data: { mesh: MESH_CONFIG } })];
    const text = `apiVersion: meshplan/v1
mesh: mesh1
istio:
  revisions: { r2: { version: 1.31.0 } }
clusters:
  cluster1: { network: network1 }
`;
    expect(await factsOf(objects, { text })).toMatchObject({ meshConfig: { meshId: "prod" } });
    expect(await factsOf(objects)).not.toHaveProperty("meshConfig");
  });

  test("of a sidecar mesh tells the agents of the mesh on its nodes", async () => {
    const agents = [named("DaemonSet", "ztunnel"), named("DaemonSet", "a")];
    expect(await factsOf(agents)).toMatchObject({ nodeAgents: ["a", "ztunnel"] });
    expect(await factsOf(agents, REMOTE)).not.toHaveProperty("nodeAgents");
  });

  test("tells the version and the cluster ID of this mesh's istiod, in the container of its charts' name", async () => {
    const istiod = (containers: readonly JsonMap[]): KubeObject => ({
      ...named("Deployment", "istiod", { spec: { template: { spec: { containers } } } }),
      metadata: { name: "istiod", namespace: "istio-system", labels: OURS },
    });
    const beside = { name: "put-before-it-by-a-webhook", image: "proxy:7", env: [] };
    const env = [
      { name: "POD_NAME", valueFrom: {} },
      { name: "CLUSTER_ID", value: "a" },
    ];
    const discovery = { name: "discovery", image: "docker.io/istio/pilot:1.31.0", env };
    expect(await factsOf([istiod([beside, discovery])])).toMatchObject({
      istiod: "1.31.0",
      clusterId: "a",
      foreign: [],
    });
    const bare = await factsOf([istiod([])]);
    expect(bare).not.toHaveProperty("istiod");
    expect(bare).not.toHaveProperty("clusterId");
  });
});

describe("a remote", () => {
  test("is asked for leftovers of what led to its primary, and for no mesh of its own", async () => {
    const { facts, asked } = await askedFacts([named("Endpoints", "istiod")], REMOTE);
    expect(facts).toMatchObject({ endpoints: [], slices: [], pointsTo: [] });
    expect(facts).not.toHaveProperty("remoteSecrets");
    expect(asked).not.toContain("ConfigMap istio");
  });

  test("tells where its Endpoints lead, unless Kubernetes keeps them for pods of its own", async () => {
    const subsets = [{ addresses: [{ ip: "192.0.2.9" }] }, { addresses: [{ ip: "192.0.2.1" }] }];
    const endpoints = named("Endpoints", "istiod", { subsets });
    const labels = { "endpointslice.kubernetes.io/skip-mirror": "true" };
    expect((await factsOf([endpoints], REMOTE)).endpoints).toEqual(["192.0.2.1", "192.0.2.9"]);
    const kept = { ...endpoints, metadata: { name: "istiod", labels } };
    expect(await factsOf([kept], REMOTE)).not.toHaveProperty("endpoints");
  });
});

test("the slices of istiod's Services tell who keeps them, without the copies of Endpoints", async () => {
  const slice = (name: string, managedBy: string, ...addresses: readonly string[]): KubeObject => ({
    ...named("EndpointSlice", name, { endpoints: addresses.map((one) => ({ addresses: [one] })) }),
    metadata: {
      name,
      labels: {
        "kubernetes.io/service-name": "istiod",
        "endpointslice.kubernetes.io/managed-by": managedBy,
      },
    },
  });
  const { slices, pointsTo } = await factsOf([
    slice("istiod-x", "endpointslice-controller.k8s.io", "10.0.0.2", "10.0.0.1"),
    slice("istiod", "Helm", "192.0.2.1"),
    slice("istiod-y", "endpointslicemirroring-controller.k8s.io", "192.0.2.9"),
  ]);
  expect(pointsTo).toEqual(["192.0.2.1", "192.0.2.9"]);
  expect(slices).toEqual([
    { name: "istiod", service: "istiod", ofSelector: false, addresses: ["192.0.2.1"] },
    {
      name: "istiod-x",
      service: "istiod",
      ofSelector: true,
      addresses: ["10.0.0.1", "10.0.0.2"],
    },
  ]);
});

test.each<[string, keyof ReachableFacts, string?]>([
  ["ConfigMap istio", "meshConfig"],
  ["Secrets", "remoteSecrets"],
  ["EndpointSlices", "slices"],
  ["EndpointSlices", "pointsTo"],
  ["DaemonSets", "nodeAgents"],
  ["Gateways", "gateways"],
  ["ConfigMap kube-root-ca.crt", "rootCa", "cluster2"],
  ["Endpoints istiod", "endpoints", "cluster2"],
])(
  "what only checks look at is left out where %s may not be read: no right is asked for because of %s",
  async (denied, name, cluster = "cluster1") => {
    const objects = [
      named("ConfigMap", "istio", { data: { mesh: MESH_CONFIG } }),
      named("ConfigMap", "kube-root-ca.crt", { data: { "ca.crt": "PEM" } }),
      named("Endpoints", "istiod"),
    ];
    expect(await factsOf(objects, { cluster })).toHaveProperty(name);
    const { facts, asked } = await askedFacts(objects, { cluster, denied: [denied] });
    expect(asked).toContain(denied);
    expect(facts).not.toHaveProperty(name);
    // Helm releases are Secrets as well, and those are needed.
    const needed = facts.denied.filter(({ message }) => !message.startsWith("Secrets"));
    expect(needed).toEqual([]);
  },
);

describe("a namespace", () => {
  const labelled = (
    name: string,
    labels: { readonly [key: string]: string },
    more: JsonMap = {},
  ): KubeObject => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name,
      labels,
      annotations: { "topology.istio.io/controlPlaneClusters": "a" },
      ...more,
    },
  });

  test("of Istio tells the network and who may manage the cluster", async () => {
    const found = labelled("istio-system", { "topology.istio.io/network": "n" });
    expect((await factsOf([found])).namespace).toEqual({
      annotations: ["topology.istio.io/controlPlaneClusters"],
      network: "n",
      controlPlaneClusters: "a",
    });
  });

  test("of Istio tells whether meshplan alone wrote who may manage the cluster", async () => {
    const fieldsV1 = {
      "f:metadata": { "f:annotations": { "f:topology.istio.io/controlPlaneClusters": {} } },
    };
    const by = (manager: string, operation: string): JsonMap => ({ manager, operation, fieldsV1 });
    const owned = async (...managedFields: readonly JsonMap[]) =>
      (await factsOf([labelled("istio-system", {}, { managedFields })])).namespace
        ?.ownsControlPlaneClusters;
    expect(await owned(by("meshplan", "Apply"))).toBe(true);
    expect(await owned(by("meshplan", "Apply"), by("kubectl-annotate", "Update"))).toBeUndefined();
    expect(await owned(by("kubectl-annotate", "Update"))).toBeUndefined();
    expect(await owned()).toBeUndefined();
  });

  test("of Kubernetes tells whether it asks for injection", async () => {
    const injected = async (labels: { readonly [key: string]: string }) =>
      (await factsOf([labelled("kube-system", labels)])).injectedSystem;
    expect(await injected({ "istio-injection": "enabled" })).toBe("istio-injection=enabled");
    expect(await injected({ "istio.io/rev": "prod" })).toBe("istio.io/rev=prod");
    expect(await injected({ "istio-injection": "disabled" })).toBeUndefined();
    expect(
      await injected({ "istio-injection": "disabled", "istio.io/rev": "prod" }),
    ).toBeUndefined();
    expect(await injected({})).toBeUndefined();
  });
});

test("the Service of a gateway tells whether istiod made it", async () => {
  const made = async (labels: { readonly [key: string]: string }) => {
    const name = "istio-eastwestgateway";
    const service = { ...named("Service", name), metadata: { name, labels } };
    return (await factsOf([service])).gatewayOfIstiod;
  };
  expect(await made({ "gateway.istio.io/managed": "istio.io-eastwest-controller" })).toBe(true);
  expect(await made({})).toBeUndefined();
});

describe("Gateways that could be on the ports of an east-west gateway", () => {
  const gateway = (name: string, port: number, labels: JsonMap = {}): KubeObject => ({
    ...named("Gateway", name, {
      spec: { selector: { istio: "eastwestgateway" }, servers: [{ port: { number: port } }] },
    }),
    metadata: { name, namespace: "team", labels: labels as { readonly [key: string]: string } },
  });

  test("are those of others on such a port", async () => {
    const { gateways } = await factsOf([
      gateway("web", 443),
      gateway("shop", 15443),
      gateway("cross-network-gateway", 15443, OURS),
    ]);
    expect(gateways).toEqual([
      {
        object: {
          apiVersion: "networking.istio.io/v1",
          kind: "Gateway",
          namespace: "team",
          name: "shop",
        },
        selector: { istio: "eastwestgateway" },
        ports: [15443],
      },
    ]);
  });

  test("are asked for only where they matter", async () => {
    expect((await askedFacts([], REMOTE)).asked).not.toContain("Gateways");
  });
});

describe("injectors of the mesh", () => {
  /** As a list gives it: without a kind of its own. */
  const injector = (name: string, labels: JsonMap, ...clients: readonly JsonMap[]): KubeObject => ({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    metadata: { name, labels: { ...labels, ...OURS } },
    webhooks: clients.map((clientConfig) => ({ clientConfig })),
  });

  test("tell their revision and their tag, sorted by name", async () => {
    const rev = (revision: string) => ({ "istio.io/rev": revision });
    const { injectors } = await factsOf([
      injector("istio-sidecar-injector-r2", rev("r2")),
      injector("istio-sidecar-injector", rev("default")),
      injector("istio-revision-tag-prod", { ...rev("r2"), "istio.io/tag": "prod" }),
    ]);
    expect(injectors).toEqual([
      { name: "istio-revision-tag-prod", revision: "r2", tag: "prod" },
      { name: "istio-sidecar-injector", revision: "" },
      { name: "istio-sidecar-injector-r2", revision: "r2" },
    ]);
  });

  test("tell the cluster in their path, whether that is called through a Service or at a URL", async () => {
    const clusterOf = async (client: JsonMap) =>
      (await factsOf([injector("istio-sidecar-injector", {}, client)])).injectors?.[0]?.cluster;
    expect(await clusterOf({ service: { path: "/inject/cluster/c3/net/n2" } })).toBe("c3");
    expect(await clusterOf({ service: { path: "/inject/net/n2/cluster/c3" } })).toBe("c3");
    expect(
      await clusterOf({ url: "https://mesh.example.com:15017/inject/cluster/c3/net/n2" }),
    ).toBe("c3");
    expect(await clusterOf({ service: { path: "/inject" } })).toBeUndefined();
    expect(await clusterOf({})).toBeUndefined();
  });
});
