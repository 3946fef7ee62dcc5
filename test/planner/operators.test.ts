import { describe, expect, test } from "vitest";
import type { JsonMap } from "../../src/kube/object.ts";
import { topologyOf } from "../../src/mesh/topology.ts";
import { withLayers } from "../../src/planner/components/operator.ts";
import { renderRequests } from "../../src/planner/render-requests.ts";
import { meshOfText } from "../mesh/build-mesh.ts";

const HEAD = "apiVersion: meshplan/v1\nmesh: mesh1\n";

function operators(text: string): Readonly<Record<string, JsonMap>> {
  const mesh = meshOfText(HEAD + text);
  const requests = renderRequests(mesh, topologyOf(mesh));
  return Object.fromEntries(requests.map((request) => [request.for, request.operator]));
}

describe("the operators of a mesh", () => {
  test("whose primary has a host name let remotes call the injector by that name", () => {
    const found = operators(`istio: { version: 1.31.0 }
clusters:
  cluster1: { network: network1, gateway: { address: east.example.com } }
  cluster2: { network: network2, primary: cluster1 }
`);
    expect(found["cluster1/control-plane"]).toMatchObject({
      spec: { values: { pilot: { env: { ISTIOD_CUSTOM_HOST: "east.example.com" } } } },
    });
    expect(found["cluster2/control-plane"]).toMatchObject({
      spec: {
        values: {
          istiodRemote: {
            injectionURL: "https://east.example.com:15017/inject/cluster/cluster2/net/network2",
          },
          global: { remotePilotAddress: "east.example.com" },
        },
      },
    });
  });

  test.each([
    ["other.example.com", "east.example.com,other.example.com"],
    ["'other.example.com,east.example.com'", "other.example.com,east.example.com"],
    ["''", "east.example.com"],
  ])("keep that name in the certificate beside the user's %s", (own, names) => {
    const found = operators(`istio: { version: 1.31.0 }
clusters:
  cluster1:
    network: network1
    gateway: { address: east.example.com }
    values: { pilot: { env: { ISTIOD_CUSTOM_HOST: ${own} } } }
  cluster2: { network: network2, primary: cluster1 }
`);
    expect(found["cluster1/control-plane"]).toMatchObject({
      spec: { values: { pilot: { env: { ISTIOD_CUSTOM_HOST: names } } } },
    });
  });

  test("give a local injector what the primary's injector knows", () => {
    const found = operators(`istio: { version: 1.31.0 }
trustDomain: mesh.example.com
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2, primary: cluster1, injector: local }
`);
    expect(found["cluster2/control-plane"]).toMatchObject({
      spec: {
        profile: "remote",
        values: {
          meshConfig: { trustDomain: "mesh.example.com" },
          pilot: { configMap: true },
          istiodRemote: { enabledLocalInjectorIstiod: true },
          global: {
            meshID: "mesh1",
            multiCluster: { clusterName: "cluster2" },
            network: "network2",
            omitSidecarInjectorConfigMap: false,
            caAddress: "istiod-remote.istio-system.svc:15012",
            remotePilotAddress: "192.0.2.1",
          },
        },
      },
    });
  });

  test("carry the user's values where each belongs, the cluster's last", () => {
    const found = operators(`istio:
  version: 1.31.0
  namespace: mesh-system
  values: { global: { imagePullPolicy: Always }, pilot: { autoscaleMax: 3, env: { A: mesh } } }
networks: { network1: { gateway: { values: { replicas: 2 } } } }
defaults: { gateway: { values: { nodeSelector: { edge: "true" } } } }
clusters:
  cluster1: { network: network1, values: { pilot: { env: { A: cluster } } } }
  cluster2: { network: network2, primary: cluster1, gateway: { values: { replicas: 7 } } }
`);
    expect(found["cluster1/control-plane"]).toMatchObject({
      metadata: { name: "install", namespace: "mesh-system" },
      spec: {
        values: {
          pilot: { autoscaleMax: 3, env: { A: "cluster" } },
          global: { imagePullPolicy: "Always", meshID: "mesh1" },
        },
      },
    });
    const gateway = found["cluster1/gateway"];
    expect(gateway).toMatchObject({
      spec: {
        components: { ingressGateways: [{ k8s: { nodeSelector: { edge: "true" } } }] },
        values: {
          gateways: { "istio-ingressgateway": { autoscaleMin: 2, autoscaleMax: 5 } },
          global: { imagePullPolicy: "Always" },
        },
      },
    });
    expect(JSON.stringify(gateway)).not.toContain("pilot");
    expect(found["cluster2/gateway"]).toMatchObject({
      spec: {
        values: { gateways: { "istio-ingressgateway": { autoscaleMin: 7, autoscaleMax: 7 } } },
      },
    });
  });
});

test("layers merge maps and replace everything else", () => {
  const layers = [{ values: { a: { b: 1, c: [1] }, d: 1 } }, { values: { a: { c: [2] }, d: {} } }];
  expect(withLayers({ a: { e: 0 } }, layers)).toEqual({ a: { e: 0, b: 1, c: [2] }, d: {} });
});
