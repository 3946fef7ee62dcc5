import { describe, test } from "vitest";
import { meshIdStays } from "../../../src/planner/checks/mesh-id-stays.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

describe("MP0524: a running Istio is of this mesh", () => {
  test("accepts the same mesh ID, none, and a cluster without Istio", () => {
    expectAccepted(meshIdStays, MESH, { a: { meshConfig: { meshId: "mesh1" } }, b: {} });
    expectAccepted(meshIdStays, MESH, { a: {} });
  });

  test("rejects another", () => {
    expectRefused(
      meshIdStays,
      MESH,
      { a: { meshConfig: { meshId: "prod" } } },
      "the Istio of a belongs to the mesh prod, not to mesh1",
    );
  });
});
