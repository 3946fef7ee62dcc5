import { describe, expect, test } from "vitest";
import { ApiError } from "../../src/kube/api-error.ts";
import type { JsonMap, KubeObject } from "../../src/kube/object.ts";
import { liveIstio, readLiveIstio } from "../../src/observe/live-istio.ts";
import type { ClusterClient } from "../../src/ports.ts";

const MESH_CONFIG = `defaultConfig:
  discoveryAddress: istiod.istio-system.svc:15012
  meshId: prod
rootNamespace: istio-system
trustDomain: "mesh.example.com"
`;

function named(kind: string, name: string, more: JsonMap = {}): KubeObject {
  return { apiVersion: "v1", kind, metadata: { name, namespace: "istio-system" }, ...more };
}

/** A cluster with these objects; asks are recorded, and those that `denied` names are forbidden. */
function clusterOf(objects: readonly KubeObject[], denied = "") {
  const asked: string[] = [];
  const answer = <T>(kind: string, found: T): Promise<T> => {
    asked.push(kind);
    return kind === denied
      ? Promise.reject(
          new ApiError(
            "MP0503",
            "forbidden",
            { status: 403, serverMessage: "forbidden", request: `GET ${kind}` },
            { nextSteps: [] },
          ),
        )
      : Promise.resolve(found);
  };
  const client = {
    get: ({ kind, name }: { kind: string; name: string }) =>
      answer(
        kind,
        objects.find((one) => one.kind === kind && one.metadata.name === name),
      ),
    list: ({ kind }: { kind: string }) =>
      answer(`${kind}s`, {
        items: objects.filter((one) => one.kind === kind),
        resourceVersion: "1",
      }),
  };
  return { asked, client: client as unknown as ClusterClient };
}

const PART = "applyset-of-prod";
const primary = {
  namespace: "istio-system",
  role: "primary",
  revisions: [""],
  part: PART,
  nodeAgents: false,
  gateways: false,
} as const;
const NOTHING = {
  system: undefined,
  istio: undefined,
  own: undefined,
  service: undefined,
  injectors: [],
};

describe("a primary", () => {
  test("tells its mesh, its trust domain and the clusters it reads", async () => {
    const secret: KubeObject = {
      ...named("Secret", "istio-remote-secret-b"),
      metadata: {
        name: "istio-remote-secret-b",
        annotations: { "networking.istio.io/cluster": "b" },
      },
    };
    const { client, asked } = clusterOf([
      named("ConfigMap", "istio", { data: { mesh: MESH_CONFIG } }),
      secret,
      named("Secret", "by-hand"),
    ]);
    expect(await readLiveIstio(client, primary)).toEqual({
      meshId: "prod",
      trustDomain: "mesh.example.com",
      remoteSecrets: [{ name: "istio-remote-secret-b", cluster: "b" }, { name: "by-hand" }],
      endpoints: false,
      slices: [],
      pointsTo: [],
      nodeAgents: [],
    });
    expect(asked.sort()).toEqual(["ConfigMap", "EndpointSlices", "Secrets"]);
  });

  test("is asked for the mesh config of its newest revision", async () => {
    const { client } = clusterOf([named("ConfigMap", "istio-r2", { data: { mesh: MESH_CONFIG } })]);
    expect(await readLiveIstio(client, { ...primary, revisions: ["r2"] })).toMatchObject({
      meshId: "prod",
    });
    expect(await readLiveIstio(client, primary)).toEqual({
      remoteSecrets: [],
      endpoints: false,
      slices: [],
      pointsTo: [],
      nodeAgents: [],
    });
  });
});

test("a remote is asked for leftovers only", async () => {
  const { client, asked } = clusterOf([named("Endpoints", "istiod")]);
  expect(await readLiveIstio(client, { ...primary, role: "remote" })).toEqual({
    remoteSecrets: [],
    endpoints: true,
    slices: [],
    pointsTo: [],
    nodeAgents: [],
  });
  expect(asked.sort()).toEqual(["EndpointSlices", "Endpoints"]);
});

test("the Endpoints that Kubernetes keeps for a selector are no leftovers", async () => {
  const metadata = {
    name: "istiod",
    labels: { "endpointslice.kubernetes.io/skip-mirror": "true" },
  };
  const { client } = clusterOf([{ ...named("Endpoints", "istiod"), metadata }]);
  expect(await readLiveIstio(client, { ...primary, role: "remote" })).toMatchObject({
    endpoints: false,
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
  const { client } = clusterOf([
    slice("istiod-x", "endpointslice-controller.k8s.io", "10.0.0.2", "10.0.0.1"),
    slice("istiod", "Helm", "192.0.2.1"),
    slice("istiod-y", "endpointslicemirroring-controller.k8s.io", "192.0.2.9"),
  ]);
  const { slices, pointsTo } = await readLiveIstio(client, primary);
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

test("the Endpoints of a remote tell where its istiod is, unless Kubernetes keeps them for its own pods", async () => {
  const subsets = [{ addresses: [{ ip: "192.0.2.9" }] }, { addresses: [{ ip: "192.0.2.1" }] }];
  const endpoints = named("Endpoints", "istiod", { subsets });
  const metadata = {
    name: "istiod",
    labels: { "endpointslice.kubernetes.io/skip-mirror": "true" },
  };
  const pointsTo = async (object: KubeObject) =>
    (await readLiveIstio(clusterOf([object]).client, { ...primary, role: "remote" })).pointsTo;
  expect(await pointsTo(endpoints)).toEqual(["192.0.2.1", "192.0.2.9"]);
  expect(await pointsTo({ ...endpoints, metadata })).toEqual([]);
});

test("what may not be read is left out: no right is asked for because of it", async () => {
  for (const denied of ["ConfigMap", "Secrets", "EndpointSlices"]) {
    const { client } = clusterOf([], denied);
    expect(await readLiveIstio(client, primary)).toEqual({
      remoteSecrets: [],
      endpoints: false,
      slices: [],
      pointsTo: [],
      nodeAgents: [],
    });
  }
  const { client } = clusterOf([], "Endpoints");
  expect(await readLiveIstio(client, { ...primary, role: "remote" })).toMatchObject({
    endpoints: false,
  });
});

test("a primary of a sidecar mesh is asked for agents on its nodes", async () => {
  const { client, asked } = clusterOf([named("DaemonSet", "ztunnel"), named("DaemonSet", "a")]);
  expect((await readLiveIstio(client, { ...primary, nodeAgents: true })).nodeAgents).toEqual([
    "a",
    "ztunnel",
  ]);
  expect(asked).toContain("DaemonSets");
  const none = clusterOf([named("DaemonSet", "ztunnel")], "DaemonSets");
  expect(await readLiveIstio(none.client, { ...primary, nodeAgents: true })).toMatchObject({
    nodeAgents: [],
  });
});

describe("objects that are read anyway", () => {
  const read = { remoteSecrets: [], endpoints: false, slices: [], pointsTo: [], nodeAgents: [] };
  const withLabels = (name: string, labels: { readonly [key: string]: string }): KubeObject => ({
    ...named("Namespace", name),
    metadata: {
      name,
      labels,
      annotations: { "topology.istio.io/controlPlaneClusters": "a" },
    },
  });

  test("tell the network and who may manage the cluster", () => {
    const istio = withLabels("istio-system", { "topology.istio.io/network": "n" });
    expect(liveIstio(read, { ...NOTHING, istio })).toEqual({
      ...read,
      injectors: [],
      network: "n",
      controlPlaneClusters: "a",
    });
  });

  test("tell whether meshplan alone wrote who may manage the cluster", () => {
    const fieldsV1 = {
      "f:metadata": { "f:annotations": { "f:topology.istio.io/controlPlaneClusters": {} } },
    };
    const by = (manager: string, operation: string): JsonMap => ({ manager, operation, fieldsV1 });
    const owned = (...managedFields: readonly JsonMap[]) => {
      const { metadata, ...namespace } = withLabels("istio-system", {});
      const istio = { ...namespace, metadata: { ...metadata, managedFields } } as KubeObject;
      return liveIstio(read, { ...NOTHING, istio }).ownsControlPlaneClusters;
    };
    expect(owned(by("meshplan", "Apply"))).toBe(true);
    expect(owned(by("meshplan", "Apply"), by("kubectl-annotate", "Update"))).toBeUndefined();
    expect(owned(by("kubectl-annotate", "Update"))).toBeUndefined();
    expect(owned()).toBeUndefined();
  });

  test("tell whether kube-system asks for injection", () => {
    const injected = (labels: { readonly [key: string]: string }) =>
      liveIstio(read, { ...NOTHING, system: withLabels("kube-system", labels) }).injectedSystem;
    expect(injected({ "istio-injection": "enabled" })).toBe("istio-injection=enabled");
    expect(injected({ "istio.io/rev": "prod" })).toBe("istio.io/rev=prod");
    expect(injected({ "istio-injection": "disabled" })).toBeUndefined();
    expect(injected({ "istio-injection": "disabled", "istio.io/rev": "prod" })).toBeUndefined();
    expect(injected({})).toBeUndefined();
  });

  test("tell whether istiod made the gateway", () => {
    const made = (labels: { readonly [key: string]: string }) =>
      liveIstio(read, { ...NOTHING, service: withLabels("istio-eastwestgateway", labels) })
        .gatewayOfIstiod;
    expect(made({ "gateway.istio.io/managed": "istio.io-eastwest-controller" })).toBe(true);
    expect(made({})).toBeUndefined();
  });

  test("tell the cluster ID that istiod was given", () => {
    const containers = [
      { name: "put-before-it-by-a-webhook", env: [] },
      {
        name: "discovery",
        env: [
          { name: "POD_NAME", valueFrom: {} },
          { name: "CLUSTER_ID", value: "a" },
        ],
      },
    ];
    const own = named("Deployment", "istiod", { spec: { template: { spec: { containers } } } });
    expect(liveIstio(read, { ...NOTHING, own }).clusterId).toBe("a");
    expect(
      liveIstio(read, { ...NOTHING, own: named("Deployment", "istiod") }).clusterId,
    ).toBeUndefined();
  });
});

describe("Gateways that could be on the ports of an east-west gateway", () => {
  const gateway = (name: string, port: number, labels: JsonMap = {}): KubeObject => ({
    ...named("Gateway", name, {
      spec: { selector: { istio: "eastwestgateway" }, servers: [{ port: { number: port } }] },
    }),
    metadata: { name, namespace: "team", labels: labels as { readonly [key: string]: string } },
  });
  const ours = { "applyset.kubernetes.io/part-of": PART };

  test("are those of others on such a port", async () => {
    const { client } = clusterOf([
      gateway("web", 443),
      gateway("shop", 15443),
      gateway("cross-network-gateway", 15443, ours),
    ]);
    const { gateways } = await readLiveIstio(client, { ...primary, gateways: true });
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

  test("are not known where they may not be listed, and are asked for only where they matter", async () => {
    const { client, asked } = clusterOf([gateway("shop", 15443)], "Gateways");
    expect(await readLiveIstio(client, { ...primary, gateways: true })).not.toHaveProperty(
      "gateways",
    );
    expect(asked).toContain("Gateways");
    asked.splice(0);
    await readLiveIstio(client, primary);
    expect(asked).not.toContain("Gateways");
  });
});
