import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gatewayApiDefinitions } from "../../../src/adapters/renderers/gateway-api.ts";
import type { Json, JsonMap } from "../../../src/kube/object.ts";
import { type Sandbox, startSandbox } from "../../../src/embedded/istio/sandbox.ts";
import { at, type Client, clientOf, textAt, until } from "../kube/client.ts";

const SYSTEM = "/api/v1/namespaces/istio-system";
const APPS = "/apis/apps/v1/namespaces/istio-system";
const API = "/apis/gateway.networking.k8s.io/v1";
const GATEWAY = `${API}/namespaces/istio-system/gateways/istio-eastwestgateway`;
const CLASSES = `${API}/gatewayclasses`;
const AUTOSCALER =
  "/apis/autoscaling/v2/namespaces/istio-system/horizontalpodautoscalers/istio-eastwestgateway";
const SERVICE = `${SYSTEM}/services/istio-eastwestgateway`;

let sandbox: Sandbox;
let client: Client;

beforeEach(async () => {
  sandbox = await startSandbox({
    clusters: [{ name: "cluster1", context: "cluster1" }],
    controllerDelayMs: 2,
  });
  client = clientOf(sandbox.cluster("cluster1"));
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "istio-system" } };
  await client.apply(SYSTEM, namespace);
});

afterEach(async () => {
  client.close();
  await sandbox.close();
});

async function installApi(): Promise<void> {
  for (const definition of await gatewayApiDefinitions("v1.6.0")) {
    const { name } = definition.metadata;
    await client.apply(
      `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`,
      definition,
    );
  }
  await until(
    () => client.request("GET", CLASSES),
    (body) => at(body, "kind") === "GatewayClassList",
  );
}

async function startIstiod(env: { readonly [name: string]: string }): Promise<void> {
  const labels = { app: "istiod" };
  const container = {
    name: "discovery",
    image: "docker.io/istio/pilot:1.31.0",
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
  };
  await client.apply(`${APPS}/deployments/istiod`, {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "istiod", labels },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  });
}

const AMBIENT = { PILOT_ENABLE_AMBIENT: "true", AMBIENT_ENABLE_MULTI_NETWORK: "true" };

const gateway = (spec: JsonMap = {}, metadata: JsonMap = {}): JsonMap => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "Gateway",
  metadata: { name: "istio-eastwestgateway", labels: { a: "b" }, ...metadata },
  spec: {
    gatewayClassName: "istio-east-west",
    listeners: [
      {
        name: "mesh",
        port: 15008,
        protocol: "HBONE",
        tls: {
          mode: "Terminate",
          options: { "gateway.istio.io/tls-terminate-mode": "ISTIO_MUTUAL" },
        },
      },
    ],
    ...spec,
  },
});

async function classNames(count: number): Promise<readonly string[]> {
  const found = await until(
    () => client.request("GET", CLASSES),
    (body) => itemsOf(body).length === count,
  );
  return itemsOf(found).map((item) => textAt(item, "metadata", "name"));
}

function itemsOf(body: Json): readonly Json[] {
  const items = at(body, "items");
  return Array.isArray(items) ? (items as readonly Json[]) : [];
}

const there = async (path: string): Promise<Json> =>
  await until(
    () => client.request("GET", path),
    (body) => at(body, "kind") !== "Status",
  );

const programmed = async (wanted: string): Promise<Json> =>
  await until(
    () => client.request("GET", GATEWAY),
    (body) => conditionOf(body, "Programmed").startsWith(wanted),
  );

function conditionOf(body: Json, type: string): string {
  const conditions = at(body, "status", "conditions");
  const list = Array.isArray(conditions) ? (conditions as readonly Json[]) : [];
  const found = list.find((one) => textAt(one, "type") === type);
  return ["status", "reason", "message"].map((key) => textAt(found, key)).join(" ");
}

describe("the classes of the Gateway API", () => {
  test("are named by every istiod that finds the API, with those of ambient as it was told", async () => {
    await startIstiod({});
    await installApi();
    expect(await classNames(2)).toEqual(["istio", "istio-remote"]);
    await startIstiod({ PILOT_ENABLE_AMBIENT: "true" });
    expect(await classNames(3)).toContain("istio-waypoint");
    await startIstiod(AMBIENT);
    expect(await classNames(4)).toContain("istio-east-west");
  });

  test("need ambient: the environment of several networks alone names none", async () => {
    await installApi();
    await startIstiod({ AMBIENT_ENABLE_MULTI_NETWORK: "true" });
    expect(await classNames(2)).toEqual(["istio", "istio-remote"]);
  });
});

describe("an ambient east-west gateway", () => {
  beforeEach(installApi);

  test("waits for its controller, as the schema of its kind says", async () => {
    const { body } = await client.apply(GATEWAY, gateway());
    expect(conditionOf(body, "Programmed")).toBe("Unknown Pending Waiting for controller");
  });

  test("becomes an account, a Deployment and a Service, named and labelled like it", async () => {
    await startIstiod(AMBIENT);
    await client.apply(GATEWAY, gateway());
    const done = await programmed("True");
    expect(conditionOf(done, "Programmed")).toBe(
      "True Programmed Resource programmed, assigned to service(s) istio-eastwestgateway.istio-system.svc.cluster.local:15008",
    );
    expect(at(done, "status", "addresses")).toEqual([
      { type: "IPAddress", value: expect.stringMatching(/^198\.51\.100\./) as string },
    ]);
    const service = await there(SERVICE);
    expect(at(service, "metadata", "labels")).toEqual({
      a: "b",
      "gateway.istio.io/managed": "istio.io-eastwest-controller",
      "gateway.networking.k8s.io/gateway-class-name": "istio-east-west",
      "gateway.networking.k8s.io/gateway-name": "istio-eastwestgateway",
    });
    expect(at(service, "spec", "type")).toBe("LoadBalancer");
    expect(JSON.stringify(at(service, "spec", "ports"))).toMatch(/15021.*15008/);
    await there(`${APPS}/deployments/istio-eastwestgateway`);
    await there(`${SYSTEM}/serviceaccounts/istio-eastwestgateway`);
    expect((await client.request("GET", AUTOSCALER)).status).toBe(404);
  });

  test("takes labels, annotations, address, type and ranges from the Gateway", async () => {
    await startIstiod(AMBIENT);
    await client.apply(`${SYSTEM}/configmaps/settings`, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings" },
      data: {
        service: '{"spec":{"loadBalancerSourceRanges":["10.0.0.0/8"]}}',
        horizontalPodAutoscaler: '{"spec":{"minReplicas":2,"maxReplicas":5}}',
      },
    });
    const infrastructure = {
      labels: { c: "d" },
      annotations: { e: "f" },
      parametersRef: { group: "", kind: "ConfigMap", name: "settings" },
    };
    const addresses = [{ type: "IPAddress", value: "203.0.113.7" }];
    await client.apply(GATEWAY, gateway({ infrastructure, addresses }));
    await programmed("True");
    const service = await there(SERVICE);
    expect(at(service, "metadata", "labels")).toMatchObject({ c: "d" });
    expect(at(service, "metadata", "labels", "a")).toBeUndefined();
    expect(at(service, "metadata", "annotations")).toMatchObject({ e: "f" });
    expect(at(service, "spec")).toMatchObject({
      loadBalancerIP: "203.0.113.7",
      loadBalancerSourceRanges: ["10.0.0.0/8"],
    });
    expect(at(await there(AUTOSCALER), "spec")).toMatchObject({ minReplicas: 2, maxReplicas: 5 });
    const annotations = { "networking.istio.io/service-type": "ClusterIP" };
    await client.apply(GATEWAY, gateway({}, { annotations }), "tester", "&force=true");
    await until(
      () => client.request("GET", SERVICE),
      (body) => at(body, "spec", "type") === "ClusterIP",
    );
  });

  test.each([
    ["it names another revision", {}, { labels: { "istio.io/rev": "canary" } }],
    [
      "its address is a host name",
      { addresses: [{ type: "Hostname", value: "a.example.com" }] },
      {},
    ],
    ["it is of another class", { gatewayClassName: "istio" }, {}],
  ])("is left alone where %s", async (_, spec, metadata) => {
    await startIstiod(AMBIENT);
    await client.apply(GATEWAY, gateway(spec, metadata));
    await classNames(4);
    await there(`${CLASSES}/istio-east-west`);
    expect((await client.request("GET", SERVICE)).status).toBe(404);
  });

  test("leaves a Service alone that somebody else made, and says what it lacks", async () => {
    await client.apply(SERVICE, {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "istio-eastwestgateway" },
      spec: { ports: [{ port: 15443 }], type: "ClusterIP" },
    });
    await startIstiod(AMBIENT);
    await client.apply(GATEWAY, gateway());
    const body = await programmed("False AddressNotUsable");
    expect(conditionOf(body, "Programmed")).toContain("port 15008 not found");
    expect(at(await there(SERVICE), "spec", "ports", 0, "port")).toBe(15443);
  });

  test("takes everything along when it goes", async () => {
    await startIstiod(AMBIENT);
    await client.apply(GATEWAY, gateway());
    await programmed("True");
    await client.request("DELETE", GATEWAY);
    for (const path of [SERVICE, `${APPS}/deployments/istio-eastwestgateway`])
      await until(
        () => client.request("GET", path),
        (body) => at(body, "kind") === "Status",
      );
  });
});
