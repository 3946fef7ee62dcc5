import { describe, test } from "vitest";
import { istioGoesForward } from "../../../src/planner/checks/istio-goes-forward.ts";
import { meshOfText, SEED } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOfText(SEED);

describe("MP0523: Istio does not go back", () => {
  test("accepts newer patches and minors, the same version, and what is no version", () => {
    for (const istiod of ["1.31.0", "1.31.0-rc.1", "1.30.9", "latest"])
      expectAccepted(istioGoesForward, MESH, { cluster1: { istiod }, cluster2: {} });
  });

  test("warns of an older patch", () => {
    expectRefused(
      istioGoesForward,
      MESH,
      { cluster1: { istiod: "1.31.1" } },
      "cluster1 runs Istio 1.31.1, which is newer than 1.31.0",
    );
  });
});
