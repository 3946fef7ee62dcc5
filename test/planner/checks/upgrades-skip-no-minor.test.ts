import { describe, test } from "vitest";
import { upgradesSkipNoMinor } from "../../../src/planner/checks/upgrades-skip-no-minor.ts";
import { meshOfText, SEED } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOfText(SEED);

describe("MP0522: an upgrade in place goes to the next minor", () => {
  test("accepts one minor, a patch, going back, and a first install", () => {
    for (const istiod of ["1.30.4", "1.31.0", "1.31.1", "1.32.0", "latest"])
      expectAccepted(upgradesSkipNoMinor, MESH, { cluster1: { istiod }, cluster2: {} });
  });

  test("accepts a step over minors with revisions", () => {
    const revisions = "revisions: { stable: { version: 1.31.0 } }";
    const mesh = meshOfText(SEED.replace("version: 1.31.0", revisions));
    expectAccepted(upgradesSkipNoMinor, mesh, { cluster1: { istiod: "1.28.4" } });
  });

  test("rejects two minors, in each cluster", () => {
    expectRefused(
      upgradesSkipNoMinor,
      MESH,
      { cluster1: { istiod: "1.29.7" } },
      "cluster1 runs Istio 1.29.7, and 1.31.0 is 2 minors newer",
    );
  });
});
