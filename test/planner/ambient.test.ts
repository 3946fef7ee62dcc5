import { describe, expect, test } from "vitest";
import { gatewayApiDefinitions } from "../../src/adapters/renderers/gateway-api.ts";
import { outlineObjects } from "../../src/embedded/istio/outline/outline.ts";
import type { KubeObject } from "../../src/kube/object.ts";
import { desiredState } from "../../src/planner/desired.ts";
import type { DesiredAction } from "../../src/planner/desired-action.ts";
import { renderRequests } from "../../src/planner/render-requests.ts";
import { PART_OF_LABEL } from "../../src/planner/names.ts";
import { emptyCluster, meshOf } from "./seed.ts";

const DEFINITIONS = await gatewayApiDefinitions("v1.6.0");
const text = (more = "", gateway = "", version = "version: 1.31.0") => `apiVersion: meshplan/v1
mesh: mesh1
mode: ambient
istio: { ${version} }
trust: { root: existing }
${more}
clusters:
  cluster1: { network: network1, gateway: { ${gateway} } }
  cluster2: { network: network2 }
`;

function desired(file: string): readonly DesiredAction[] {
  const { mesh, topology } = meshOf(file);
  const requests = renderRequests(mesh, topology);
  return desiredState({
    mesh,
    topology,
    facts: new Map(mesh.clusters.map(({ name }) => [name, emptyCluster(name)])),
    manifests: new Map(requests.map((request) => [request.for, outlineObjects(request)])),
    gatewayApi: DEFINITIONS,
    lineOf: () => 8,
  });
}

function gatewayObjects(file: string): readonly KubeObject[] {
  const action = desired(file).find(({ id }) => id === "cluster1/gateway");
  return action?.objects.map(({ body }) => body) ?? [];
}

describe("the desired state of an ambient mesh", () => {
  test("is the graph of the guide, each action after what it needs, with reasons", async () => {
    const lines = desired(text()).map(
      (action) =>
        `${action.id} objects: ${action.objects.length}` +
        action.needs.map((need) => `\n    needs ${need.id}: ${need.reason}`).join("") +
        action.waits.map((wait) => `\n    waits ${wait.kind}`).join(""),
    );
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("goldens/ambient-desired.txt");
  });

  test("gives every object to one action, those of the nodes to their own", () => {
    const names = new Map(
      desired(text())
        .filter(({ cluster }) => cluster === "cluster1")
        .map(({ component, objects }) => [
          component,
          objects.map(({ body }) => body.metadata.name),
        ]),
    );
    expect(names.get("control-plane")).toContain("istiod");
    expect(names.get("control-plane")?.filter((name) => /cni|ztunnel/.test(name))).toEqual([]);
    expect(names.get("cni")?.every((name) => name.startsWith("istio-cni"))).toBe(true);
    expect(names.get("ztunnel")).toEqual(["ztunnel", "ztunnel"]);
  });

  test("renders one operator per cluster, with istiod told of several networks", () => {
    const { mesh, topology } = meshOf(text());
    const requests = renderRequests(mesh, topology);
    expect(requests.map((request) => request.for)).toEqual([
      "cluster1/control-plane",
      "cluster2/control-plane",
    ]);
    expect(requests[0]?.operator).toMatchObject({
      spec: {
        profile: "ambient",
        values: {
          pilot: { env: { AMBIENT_ENABLE_MULTI_NETWORK: "true" } },
          global: {
            meshID: "mesh1",
            multiCluster: { clusterName: "cluster1" },
            network: "network1",
          },
        },
      },
    });
  });

  test("on one network labels it all the same, and makes no gateway", () => {
    const { mesh, topology } = meshOf(text().replace("network2", "network1"));
    expect(JSON.stringify(renderRequests(mesh, topology))).not.toContain("MULTI_NETWORK");
    const actions = desired(text().replace("network2", "network1"));
    expect(actions.map(({ component }) => component)).not.toContain("gateway");
    const namespace = actions.find(({ id }) => id === "cluster1/namespace");
    expect(namespace?.objects[0]?.body.metadata.labels).toMatchObject({
      "topology.istio.io/network": "network1",
    });
  });
});

describe("the Gateway of an ambient mesh", () => {
  test("is that of the guide, and says what of it istiod may copy", () => {
    const [gateway, ...others] = gatewayObjects(text());
    expect(others).toEqual([]);
    expect(gateway?.metadata.labels).toEqual({
      "topology.istio.io/network": "network1",
      [PART_OF_LABEL]: expect.stringMatching(/^applyset-/) as string,
    });
    expect({ ...gateway, metadata: undefined }).toEqual({
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      metadata: undefined,
      spec: {
        gatewayClassName: "istio-east-west",
        infrastructure: { labels: { "topology.istio.io/network": "network1" } },
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
      },
    });
  });

  test("carries the revision, and is written as the samples of its minor write it", () => {
    const [gateway] = gatewayObjects(text("", "", "revisions: { blue: { version: 1.28.1 } }"));
    expect(gateway?.apiVersion).toBe("gateway.networking.k8s.io/v1beta1");
    expect(gateway?.metadata.labels?.["istio.io/rev"]).toBe("blue");
  });

  test("hands on the address, and every label and annotation that the file asks for", () => {
    const [gateway] = gatewayObjects(
      text(
        "metadata: { labels: { example.com/team: mesh }, annotations: { example.com/by: us } }",
        'address: 203.0.113.7, annotations: { lb.example.com/internal: "true" }',
      ),
    );
    expect(gateway?.["spec"]).toMatchObject({
      addresses: [{ type: "IPAddress", value: "203.0.113.7" }],
      infrastructure: {
        labels: { "example.com/team": "mesh", "topology.istio.io/network": "network1" },
        annotations: { "example.com/by": "us", "lb.example.com/internal": "true" },
      },
    });
  });

  test("names its settings where the Gateway has no field for them", () => {
    const [settings, gateway] = gatewayObjects(
      text(
        "",
        `allowFrom: [192.0.2.0/24, 10.0.0.0/8],
          values: { replicas: 7, resources: { limits: { cpu: 1 } }, nodeSelector: { edge: "true" } }`,
      ),
    );
    expect(gateway?.["spec"]).toMatchObject({
      infrastructure: {
        parametersRef: { group: "", kind: "ConfigMap", name: settings?.metadata.name ?? "" },
      },
    });
    const patches = Object.entries(settings?.["data"] as Readonly<Record<string, string>>);
    expect(Object.fromEntries(patches.map(([kind, patch]) => [kind, JSON.parse(patch)]))).toEqual({
      deployment: {
        spec: {
          template: {
            spec: {
              nodeSelector: { edge: "true" },
              containers: [{ name: "istio-proxy", resources: { limits: { cpu: 1 } } }],
            },
          },
        },
      },
      horizontalPodAutoscaler: { spec: { minReplicas: 7, maxReplicas: 7 } },
      service: { spec: { loadBalancerSourceRanges: ["10.0.0.0/8", "192.0.2.0/24"] } },
    });
  });
});
