import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../src/kube/object.ts";
import { sketchOf } from "../../src/observe/sketch.ts";
import { notesOf, sketchText } from "../../src/report/sketch-notes.ts";
import { clusterOf, named } from "./fact-cluster.ts";

const node = (name: string, providerID?: string): KubeObject => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name },
  spec: providerID === undefined ? {} : { providerID },
});

const istiod = (image: string, revision?: string): KubeObject => ({
  ...named("Deployment", "istiod"),
  apiVersion: "apps/v1",
  metadata: {
    name: "istiod",
    namespace: "istio-system",
    labels: { app: "istiod", ...(revision === undefined ? {} : { "istio.io/rev": revision }) },
  },
  spec: { template: { spec: { containers: [{ name: "discovery", image }] } } },
});

const NAMESPACE: KubeObject = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "istio-system", labels: { "topology.istio.io/network": "lan" } },
};

describe("a first look at a cluster", () => {
  test.each<[objects: readonly KubeObject[], line: string, notes: readonly string[]]>([
    [[], "Kubernetes 1.35.4, no Istio", []],
    [
      [node("a"), node("b", "aws:///eu-west-1a/i-0123")],
      "Kubernetes 1.35.4, AWS, no Istio",
      [
        "Load balancers of AWS report a host name, and istiod needs an address: write `gateway: { address: ... }` once you know it.",
      ],
    ],
    [[node("a", "ocid1.instance.oc1")], "Kubernetes 1.35.4, Oracle Cloud, no Istio", []],
    [[node("a", "hcloud://1")], "Kubernetes 1.35.4, hcloud, no Istio", []],
    [[node("a", "nothing that is one")], "Kubernetes 1.35.4, no Istio", []],
    [
      [istiod("registry.example:5000/pilot:1.30.2-distroless", "default")],
      "Kubernetes 1.35.4, istiod 1.30.2-distroless in istio-system",
      [
        "istiod 1.30.2-distroless in istio-system is there already. meshplan plan says what it can take over, and what stands in the way.",
      ],
    ],
    [
      [istiod("pilot@sha256:0", "canary")],
      "Kubernetes 1.35.4, istiod (revision canary) in istio-system",
      [
        "istiod (revision canary) in istio-system is there already. meshplan plan says what it can take over, and what stands in the way.",
      ],
    ],
  ])("says what it is: %#", async (objects, line, notes) => {
    const sketch = await sketchOf(clusterOf(objects).client);
    expect(sketchText(sketch)).toBe(line);
    expect(notesOf(sketch)).toEqual(notes);
  });

  test("knows the network that an Istio has", async () => {
    const { istiods } = await sketchOf(clusterOf([istiod("pilot:1.31.0"), NAMESPACE]).client);
    expect(istiods).toEqual([
      { namespace: "istio-system", version: "1.31.0", revision: "", network: "lan" },
    ]);
  });

  test("leaves out what this user may not read", async () => {
    const objects = [node("a", "gce://project/zone/a"), istiod("pilot:1.31.0"), NAMESPACE];
    const { client } = clusterOf(objects, ["Nodes", "Namespace istio-system"]);
    const sketch = await sketchOf(client);
    expect(sketchText(sketch)).toBe("Kubernetes 1.35.4, istiod 1.31.0 in istio-system");
    expect(sketch.istiods[0]?.network).toBeUndefined();
  });
});
