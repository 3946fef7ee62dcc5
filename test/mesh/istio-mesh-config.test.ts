import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readIstioMeshConfig } from "../../src/mesh/istio-mesh-config.ts";

describe("the mesh configuration of an istiod of others", () => {
  test("gives the mesh ID and the trust domain, as Helm and istioctl write them", () => {
    const text = `defaultConfig:
  discoveryAddress: istiod.istio-system.svc:15012
  meshId: "mesh1"
defaultProviders:
  metrics:
  - prometheus
trustDomain: cluster.local`;
    expect(readIstioMeshConfig(text)).toEqual({ meshId: "mesh1", trustDomain: "cluster.local" });
  });

  test("says nothing where nothing is said, or where it says something else than a name", () => {
    expect(readIstioMeshConfig("")).toEqual({});
    expect(readIstioMeshConfig("trustDomain: ''\ndefaultConfig: { meshId: 1 }")).toEqual({});
    expect(readIstioMeshConfig("trustDomain: a\n---\ntrustDomain: b")).toEqual({
      trustDomain: "a",
    });
  });

  test("never ends the plan, whatever others wrote", () => {
    const nasty = ["[".repeat(200_000), "x".repeat(300_000), "a: &a [*a]", "a: [", "\u0000"];
    for (const text of nasty) expect(readIstioMeshConfig(text)).toEqual({});
    fc.assert(
      fc.property(fc.string(), (text) => {
        readIstioMeshConfig(text);
      }),
    );
  });
});
