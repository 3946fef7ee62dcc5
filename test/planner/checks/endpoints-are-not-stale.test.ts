import { describe, test } from "vitest";
import { endpointsAreNotStale } from "../../../src/planner/checks/endpoints-are-not-stale.ts";
import { meshOfText, SEED } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOfText(SEED);

describe("MP0580: a remote finds its primary in one place", () => {
  test("accepts remotes without Endpoints, and remotes of an Istio that writes them", () => {
    expectAccepted(endpointsAreNotStale, MESH, { cluster1: {}, cluster2: {} });
    const old = meshOfText(SEED.replace("1.31.0", "1.27.9"));
    expectAccepted(endpointsAreNotStale, old, { cluster2: { endpoints: [] } });
  });

  test("accepts a primary, whose Endpoints Kubernetes writes", () => {
    expectAccepted(endpointsAreNotStale, MESH, { cluster1: { endpoints: [] } });
  });

  test("warns of those of an older Istio", () => {
    expectRefused(
      endpointsAreNotStale,
      MESH,
      { cluster2: { endpoints: [] } },
      "the Endpoints istiod in istio-system of cluster2 are left over from an older Istio and compete with the new address of the primary",
    );
  });
});
