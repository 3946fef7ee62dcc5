import { afterEach, describe, expect, test } from "vitest";
import type { Json } from "../../src/kube/object.ts";
import { SEED } from "../mesh/build-mesh.ts";
import { at, type Client } from "../embedded/kube/client.ts";
import { bringRoot, newRoot } from "./bring-root.ts";
import { changesOf, startWorld, type World } from "./world.ts";

const SERVICES = "/api/v1/namespaces/istio-system/services";
const SERVICE = `${SERVICES}/istio-eastwestgateway`;

let world: World;
afterEach(() => world.close());

/** The seed with these fields for the gateway of one cluster. */
function withGateway(cluster: "cluster1" | "cluster2", gateway: string): string {
  const network = cluster === "cluster1" ? "network1" : "network2";
  return SEED.replace(`network: ${network}`, `network: ${network}, gateway: ${gateway}`);
}

async function get(client: Client, path: string): Promise<Json> {
  const { status, body } = await client.request("GET", path);
  expect(status, path).toBe(200);
  return body;
}

/** Applies the file, and expects the second plan to be empty. */
async function settle(file: string): Promise<void> {
  await world.converge(file);
  expect(changesOf(await world.plan(file))).toEqual([]);
}

describe("a gateway with a DNS name of the user's", () => {
  test("lets remotes reach the injector by that name, and nothing is unknown", async () => {
    const file = withGateway("cluster1", "{ address: east.example.com }");
    world = await startWorld({ file });
    const plan = await world.plan();
    expect(
      [...plan.bodies.values()]
        .filter((body) => JSON.stringify(body).includes("$deferred"))
        .map(({ kind }) => kind),
    ).toEqual(["Secret"]);
    await settle(file);
    const service = await get(world.api("cluster2"), `${SERVICES}/istiod`);
    expect(at(service, "spec", "externalName")).toBe("east.example.com");
    const injector = await get(
      world.api("cluster2"),
      "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/istio-sidecar-injector",
    );
    expect(at(injector, "webhooks", 0, "clientConfig", "url")).toBe(
      "https://east.example.com:15017/inject/cluster/cluster2/net/network2",
    );
  });
});

test("a gateway of others with an address by hand is where the remotes look", async () => {
  const file = withGateway("cluster1", "{ service: edge/eastwest }");
  world = await startWorld({ file });
  const client = world.api("cluster1");
  const metadata = {
    name: "eastwest",
    namespace: "edge",
    labels: { "topology.istio.io/network": "network1" },
  };
  const ports = [15443, 15012, 15017].map((port) => ({ name: `p${String(port)}`, port }));
  const spec = { selector: { istio: "eastwestgateway" }, externalIPs: ["203.0.113.9"], ports };
  await client.request("POST", "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "edge" },
  });
  const { status } = await client.request("POST", "/api/v1/namespaces/edge/services", {
    apiVersion: "v1",
    kind: "Service",
    metadata,
    spec,
  });
  expect(status).toBe(201);
  await settle(file);
  const slice = await get(
    world.api("cluster2"),
    "/apis/discovery.k8s.io/v1/namespaces/istio-system/endpointslices/istiod",
  );
  expect(at(slice, "endpoints", 0, "addresses", 0)).toBe("203.0.113.9");
});

describe("a gateway behind node ports", () => {
  const file = withGateway("cluster2", '{ type: NodePort, nodeSelector: { edge: "yes" } }');

  async function labelNode(address: string): Promise<void> {
    const node = "/api/v1/nodes/cluster2-node-1";
    const merge = { contentType: "application/merge-patch+json" };
    const client = world.api("cluster2");
    await client.request("PATCH", node, { metadata: { labels: { edge: "yes" } } }, merge);
    const addresses = [{ type: "ExternalIP", address }];
    const { status } = await client.request(
      "PATCH",
      `${node}/status`,
      { status: { addresses } },
      merge,
    );
    expect(status).toBe(200);
  }

  test("needs a node that has an address", async () => {
    world = await startWorld({ file });
    const { diagnostics } = await world.tryPlan();
    expect(diagnostics).toMatchObject([{ code: "MP0577", cluster: "cluster2" }]);
  });

  test("tells istiod whose addresses lead to it, and waits for no load balancer", async () => {
    world = await startWorld({ file });
    await labelNode("203.0.113.9");
    await settle(file);
    const service = await get(world.api("cluster2"), SERVICE);
    expect(at(service, "spec", "type")).toBe("NodePort");
    expect(at(service, "metadata", "annotations", "traffic.istio.io/nodeSelector")).toBe(
      '{"edge":"yes"}',
    );
  });
});

test("a ClusterIP gateway has the address that the file gives it", async () => {
  const file = withGateway("cluster1", "{ type: ClusterIP, address: 203.0.113.7 }");
  world = await startWorld({ file });
  await settle(file);
  const service = await get(world.api("cluster1"), SERVICE);
  expect(at(service, "spec", "type")).toBe("ClusterIP");
  expect(at(service, "spec", "externalIPs", 0)).toBe("203.0.113.7");
});

test("the pods of a gateway have the settings of the file", async () => {
  const values =
    "{ replicas: 3, resources: { requests: { cpu: 5m } }, nodeSelector: { edge: yes-it-is } }";
  const file = withGateway("cluster1", `{ values: ${values} }`);
  world = await startWorld({ file });
  await settle(file);
  const api = world.api("cluster1");
  const deployment = await get(
    api,
    "/apis/apps/v1/namespaces/istio-system/deployments/istio-eastwestgateway",
  );
  const pod = at(deployment, "spec", "template", "spec");
  expect(at(pod, "nodeSelector", "edge")).toBe("yes-it-is");
  expect(at(pod, "containers", 0, "resources", "requests", "cpu")).toBe("5m");
  const scaler = await get(
    api,
    "/apis/autoscaling/v2/namespaces/istio-system/horizontalpodautoscalers/istio-eastwestgateway",
  );
  expect(at(scaler, "spec", "minReplicas")).toBe(3);
});

describe("a gateway of others", () => {
  const file = withGateway("cluster1", "{ service: edge/gateway }");

  /** What a platform team would have made. */
  async function makeGateway(network: string, ports: readonly number[]): Promise<void> {
    const client = world.api("cluster1");
    await client.request("POST", "/api/v1/namespaces", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "edge" },
    });
    const { status } = await client.request("POST", "/api/v1/namespaces/edge/services", {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "gateway", labels: { "topology.istio.io/network": network } },
      spec: {
        type: "LoadBalancer",
        selector: { app: "edge-gateway" },
        ports: ports.map((port) => ({ name: `p${String(port)}`, port })),
      },
    });
    expect(status).toBe(201);
  }

  test("has to be there", async () => {
    world = await startWorld({ file });
    const { diagnostics } = await world.tryPlan();
    expect(diagnostics).toMatchObject([{ code: "MP0575", cluster: "cluster1" }]);
  });

  test("has to have what istiod and remotes look for", async () => {
    world = await startWorld({ file });
    await makeGateway("network9", [15443, 15012]);
    const { diagnostics } = await world.tryPlan();
    expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
      [
        "MP0576",
        "the gateway edge/gateway of cluster1 cannot serve this mesh: the label topology.istio.io/network=network1; the port 15017",
      ],
    ]);
  });

  test("is used and not written, its pods are selected, its address is handed on", async () => {
    world = await startWorld({ file });
    await makeGateway("network1", [15443, 15012, 15017]);
    await settle(file);
    const api = world.api("cluster1");
    expect((await api.request("GET", SERVICE)).status).toBe(404);
    const service = await get(api, "/api/v1/namespaces/edge/services/gateway");
    const address = at(service, "status", "loadBalancer", "ingress", 0, "ip");
    const slice = await get(
      world.api("cluster2"),
      "/apis/discovery.k8s.io/v1/namespaces/istio-system/endpointslices/istiod",
    );
    expect(at(slice, "endpoints", 0, "addresses", 0)).toBe(address);
    const gateways = "/apis/networking.istio.io/v1/namespaces/istio-system/gateways";
    const selectors = await Promise.all(
      ["istiod-gateway", "cross-network-gateway", "cross-network-gateway-cluster1"].map(
        async (name) => at(await get(api, `${gateways}/${name}`), "spec", "selector"),
      ),
    );
    expect(selectors).toEqual([
      { app: "edge-gateway" },
      { istio: "eastwestgateway" },
      { app: "edge-gateway" },
    ]);
  });
});

test("one gateway serves a network where the file says so", async () => {
  const file = `apiVersion: meshplan/v1
mesh: mesh1
istio: { version: 1.31.0 }
networks: { network2: { gatewayCluster: cluster2 } }
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2, primary: cluster1 }
  cluster3: { network: network2, primary: cluster1 }
`;
  world = await startWorld({ clusters: ["cluster1", "cluster2", "cluster3"], file });
  await settle(file);
  expect((await world.api("cluster2").request("GET", SERVICE)).status).toBe(200);
  expect((await world.api("cluster3").request("GET", SERVICE)).status).toBe(404);
});

test("a remote with an injector of its own runs an istiod that leads to the primary's", async () => {
  const file = `${SEED.replace("primary: cluster1", "primary: cluster1, injector: local")}trust: { root: existing }\n`;
  world = await startWorld({ file });
  const { diagnostics } = await world.tryPlan();
  expect(diagnostics.map(({ code, cluster }) => [code, cluster])).toEqual([
    ["MP0514", "cluster1"],
    ["MP0514", "cluster2"],
  ]);
  const root = newRoot();
  await bringRoot(world, "cluster1", root);
  await bringRoot(world, "cluster2", root);
  await settle(file);
  const api = world.api("cluster2");
  await get(api, "/apis/apps/v1/namespaces/istio-system/deployments/istiod");
  await get(api, `${SERVICES}/istiod-remote`);
});
