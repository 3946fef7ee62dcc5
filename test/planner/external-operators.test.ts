import { describe, expect, test } from "vitest";
import type { JsonMap } from "../../src/kube/object.ts";
import { topologyOf } from "../../src/mesh/topology.ts";
import { renderRequests } from "../../src/planner/render-requests.ts";
import { meshOfText } from "../mesh/build-mesh.ts";

function operators(
  clusters: { readonly hub?: string; readonly config?: string; readonly second?: string } = {},
  head = "istio: { version: 1.31.0, namespace: external-istiod }\n",
): Readonly<Record<string, JsonMap>> {
  const mesh = meshOfText(`apiVersion: meshplan/v1
mesh: mesh1
${head}clusters:
  hub: { ${clusters.hub ?? ""} }
  config: { network: network1, controlPlane: hub, ${clusters.config ?? ""} }
  second: { network: network2, primary: config, ${clusters.second ?? ""} }
`);
  const requests = renderRequests(mesh, topologyOf(mesh));
  return Object.fromEntries(requests.map((request) => [request.for, request.operator]));
}

const valuesOf = (operator: JsonMap | undefined): JsonMap =>
  (operator?.["spec"] as JsonMap)["values"] as JsonMap;

describe("the operators of an external control plane", () => {
  test("are an istiod in the host, a config cluster, and remotes with their gateways", () => {
    expect(Object.keys(operators()).sort()).toEqual([
      "config/control-plane",
      "config/gateway",
      "hub/control-plane:config",
      "second/control-plane",
      "second/gateway",
    ]);
  });

  test("let istiod take its configuration from files and another cluster, and no rights over its host", () => {
    expect(operators()["hub/control-plane:config"]).toEqual({
      apiVersion: "install.istio.io/v1alpha1",
      kind: "IstioOperator",
      metadata: { name: "install", namespace: "external-istiod" },
      spec: {
        profile: "empty",
        hub: "docker.io/istio",
        tag: "1.31.0",
        components: { pilot: { enabled: true } },
        values: {
          pilot: {
            env: { LOCAL_CLUSTER_SECRET_WATCHER: "true", SHARED_MESH_CONFIG: "istio" },
            volumes: [
              { name: "config-volume", configMap: { name: "istio" } },
              { name: "inject-volume", configMap: { name: "istio-sidecar-injector" } },
            ],
            volumeMounts: [
              { name: "config-volume", mountPath: "/etc/istio/config" },
              { name: "inject-volume", mountPath: "/var/lib/istio/inject" },
            ],
          },
          global: {
            istioNamespace: "external-istiod",
            meshID: "mesh1",
            multiCluster: { clusterName: "config" },
            network: "network1",
            externalIstiod: true,
            resourceScope: "namespace",
          },
        },
      },
    });
  });

  test("hold the address only where it is unknown to nobody else: in the clusters that are served", () => {
    const holders = Object.entries(operators())
      .filter(([, operator]) => JSON.stringify(operator).includes("192.0.2.1"))
      .map(([action]) => action);
    expect(holders).toEqual(["config/control-plane", "second/control-plane"]);
  });

  test("with a host name use it everywhere, and put it into istiod's certificate", () => {
    const found = operators({ hub: "gateway: { address: istiod.example.com }" });
    expect(valuesOf(found["hub/control-plane:config"])).toMatchObject({
      pilot: { env: { ISTIOD_CUSTOM_HOST: "istiod.example.com" } },
      meshConfig: { defaultConfig: { discoveryAddress: "istiod.example.com:15012" } },
      global: { caAddress: "istiod.example.com:15012" },
    });
    expect(valuesOf(found["config/control-plane"])).toMatchObject({
      base: { validationURL: "https://istiod.example.com:15017/validate" },
      istiodRemote: {
        injectionURL: "https://istiod.example.com:15017/inject/cluster/config/net/network1",
      },
    });
    expect(valuesOf(found["second/control-plane"])).toEqual({
      istiodRemote: {
        injectionURL: "https://istiod.example.com:15017/inject/cluster/second/net/network2",
      },
      global: { istioNamespace: "external-istiod" },
    });
    expect(JSON.stringify(found)).not.toContain("remotePilotAddress");
  });

  test("give a remote's own injector a way to istiod, by name too", () => {
    const found = operators({
      hub: "gateway: { address: istiod.example.com }",
      second: "injector: local",
    });
    expect(valuesOf(found["second/control-plane"])).toMatchObject({
      global: {
        remotePilotAddress: "istiod.example.com",
        caAddress: "istiod-remote.external-istiod.svc:15012",
      },
    });
  });

  test("carry the values of the primary into the host, under those of the host itself", () => {
    const found = operators(
      {
        config: "values: { global: { proxy: { image: a } }, pilot: { autoscaleMax: 3 } }",
        hub: "values: { pilot: { autoscaleMax: 4, volumes: [{ name: own }] } }",
      },
      "istio: { version: 1.31.0, values: { pilot: { autoscaleMax: 2, traceSampling: 5 } } }\n",
    );
    const values = valuesOf(found["hub/control-plane:config"]);
    expect(values).toMatchObject({
      pilot: { autoscaleMax: 4, traceSampling: 5 },
      global: { proxy: { image: "a" } },
    });
    expect((values["pilot"] as JsonMap)["volumes"]).toContainEqual({ name: "own" });
    expect((values["pilot"] as JsonMap)["volumes"]).toHaveLength(3);
  });

  test("of Istio before 1.28, which has no scope, leave out the webhooks", () => {
    const found = operators({}, "istio: { version: 1.27.3 }\n");
    const { global } = valuesOf(found["hub/control-plane:config"]);
    expect(global).toMatchObject({ operatorManageWebhooks: true, configValidation: false });
    expect(global).not.toHaveProperty("resourceScope");
  });
});
