import { describe, expect, test } from "vitest";
import type { Json, KubeObject } from "../../src/kube/object.ts";
import { imagesText, imagesView } from "../../src/report/images.ts";

const RENDERER = { kind: "istioctl", version: "1.31.0" };
const GLOBAL = { hub: "registry.example.com/istio", tag: "1.31.0" };

function object(kind: string, name: string, rest: { readonly [key: string]: Json }): KubeObject {
  return { apiVersion: "v1", kind, metadata: { name, namespace: "istio-system" }, ...rest };
}

function deployment(name: string, ...images: readonly string[]): KubeObject {
  const containers = images.map((image) => ({ name: "c", image }));
  return object("Deployment", name, { spec: { template: { spec: { containers } } } });
}

/** As the charts write it: the injector's values as JSON, its templates as text. */
function injector(global: { readonly [key: string]: Json }, template = ""): KubeObject {
  const values = JSON.stringify({ global: { ...GLOBAL, ...global } });
  return object("ConfigMap", "istio-sidecar-injector", { data: { values, config: template } });
}

const listed = (...bodies: readonly KubeObject[]): readonly string[] => {
  const pullers = bodies.map((body) => ({ cluster: "cluster1", body }));
  const text = imagesText(imagesView({ mesh: "mesh1", renderer: RENDERER }, pullers));
  return text.split("\n").filter((line) => line !== "");
};

describe("the images of a mesh", () => {
  test("are each named once, sorted, without what istiod replaces", () => {
    expect(listed(deployment("b", "z/b:1", "auto"), deployment("a", "z/a:1", "z/b:1"))).toEqual([
      "z/a:1",
      "z/b:1",
    ]);
  });

  test.each([
    [{}, "registry.example.com/istio/proxyv2:1.31.0"],
    [{ proxy: { image: "mine" } }, "registry.example.com/istio/mine:1.31.0"],
    [{ proxy: { image: "other.example.com/mine:2" } }, "other.example.com/mine:2"],
    [{ variant: "distroless" }, "registry.example.com/istio/proxyv2:1.31.0-distroless"],
    [
      { variant: "debug", tag: "1.31.0-distroless" },
      "registry.example.com/istio/proxyv2:1.31.0-debug",
    ],
    [{ variant: "default", tag: "1.31.0-debug" }, "registry.example.com/istio/proxyv2:1.31.0"],
  ])("have the proxy that istiod adds to pods, with values %j", (global, image) => {
    expect(listed(injector(global))).toEqual([image]);
  });

  test("have what stands in the injector's templates", () => {
    const template =
      "initContainers:\n- name: x\n  image: busybox:1.28\n- image: '{{ .ProxyImage }}'\n" +
      '- image: {{ "z/literal:1" }}\n- image: "{{- `z/raw:1` -}}"\n';
    expect(listed(injector({}, template))).toEqual([
      "busybox:1.28",
      "registry.example.com/istio/proxyv2:1.31.0",
      "z/literal:1",
      "z/raw:1",
    ]);
  });

  test("have the proxy that pods choose by an annotation, their own or that of their Gateway", () => {
    const annotations = (image: string): { readonly [key: string]: Json } => ({
      annotations: { "sidecar.istio.io/proxyImage": image },
    });
    const template = { metadata: annotations("z/own:1"), spec: {} };
    const gateway = {
      metadata: { name: "c", ...annotations("z/gateway:1") },
      spec: { infrastructure: annotations("z/made:1") },
    };
    const settings = JSON.stringify({
      spec: { template: { metadata: annotations("z/settings:1") } },
    });
    expect(
      listed(
        object("Deployment", "a", { spec: { template } }),
        { ...object("Gateway", "b", {}), metadata: gateway.metadata },
        object("Gateway", "c", { spec: gateway.spec }),
        object("ConfigMap", "d", { data: { deployment: settings } }),
      ),
    ).toEqual(["z/gateway:1", "z/made:1", "z/own:1", "z/settings:1"]);
  });

  test("are told with everything that needs them", () => {
    const pullers = ["cluster1", "cluster2"].map((cluster) => ({ cluster, body: injector({}) }));
    expect(imagesView({ mesh: "mesh1", renderer: RENDERER }, pullers).images).toEqual([
      {
        image: "registry.example.com/istio/proxyv2:1.31.0",
        used_by: ["cluster1", "cluster2"].map((cluster) => ({
          cluster,
          object: "ConfigMap istio-system/istio-sidecar-injector",
        })),
      },
    ]);
  });
});
