import { describe, expect, test } from "vitest";
import { istioIsOfTheMesh } from "../../../src/planner/checks/istio-is-of-the-mesh.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, factsOf } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: n, primary: a }");
const ISTIOD = { apiVersion: "apps/v1", kind: "Deployment", namespace: "i", name: "istiod" };

describe("MP0502: an Istio that this mesh did not install", () => {
  test("accepts clusters that have none", () => {
    expectAccepted(istioIsOfTheMesh, MESH, { a: { foreign: [], helmReleases: [] }, b: {} });
  });

  test("names who brought it, and the way to join it", () => {
    const foreign = [
      { object: ISTIOD, by: "Helm release istiod" },
      { object: { ...ISTIOD, name: "istiod-2" } },
    ];
    expectRefused(
      istioIsOfTheMesh,
      MESH,
      { a: {}, b: { foreign } },
      "an Istio that this mesh did not install is already there (Helm release istiod)",
      "an Istio that this mesh did not install is already there",
    );
    const [found] = istioIsOfTheMesh.check(factsOf(MESH, { b: { foreign } }));
    expect(found?.object).toEqual(ISTIOD);
    expect(found?.help).toContain("clusters.b.delivery: { all: external }");
  });

  test("says where it is of another mesh, whose removal is no way out", () => {
    const foreign = [{ object: ISTIOD, ofAnotherMesh: true }] as const;
    expectRefused(
      istioIsOfTheMesh,
      MESH,
      { a: { foreign }, b: {} },
      "an Istio that meshplan installed for another mesh is already there",
    );
    const [found] = istioIsOfTheMesh.check(factsOf(MESH, { a: { foreign } }));
    expect(found?.help).not.toContain("uninstall");
  });

  test("names Helm releases, but not one that brings what the file leaves to others", () => {
    const by = "Helm release gateway";
    const service = { apiVersion: "v1", kind: "Service", namespace: "i", name: "gateway" };
    expectRefused(
      istioIsOfTheMesh,
      MESH,
      {
        a: {
          helmReleases: ["base", "gateway"],
          installed: { "gateway-address": [{ object: service, by } as never] },
        },
        b: {},
      },
      "the Helm release base is installed in istio-system",
    );
  });
});
