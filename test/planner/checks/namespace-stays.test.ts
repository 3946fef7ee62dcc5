import { describe, test } from "vitest";
import { namespaceStays } from "../../../src/planner/checks/namespace-stays.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

describe("MP0536: a mesh keeps its namespace", () => {
  test("accepts clusters without this mesh elsewhere", () => {
    expectAccepted(namespaceStays, MESH, { a: { istiod: "1.31.0" }, b: {} });
  });

  test("rejects another namespace, once a cluster", () => {
    expectRefused(
      namespaceStays,
      MESH,
      { a: { livesIn: "mesh-system" }, b: { livesIn: "mesh-system" } },
      "the mesh mesh1 runs in the namespace mesh-system of a, and the file has istio-system",
      "the mesh mesh1 runs in the namespace mesh-system of b, and the file has istio-system",
    );
  });
});
