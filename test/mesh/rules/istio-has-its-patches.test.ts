import { describe, expect, test } from "vitest";
import { istioHasItsPatches } from "../../../src/mesh/rules/istio-has-its-patches.ts";
import { topologyOf } from "../../../src/mesh/topology.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0415: the patch has no bug that this mesh can meet", () => {
  test("accepts a patch that has the cures, and a mesh whose istiod reads no other cluster", () => {
    expectAccepted(istioHasItsPatches, meshOfText(SEED.replace("1.31.0", "1.30.4")));
    const alone = SEED.slice(0, SEED.indexOf("  cluster2")).replace("1.31.0", "1.30.1");
    expectAccepted(istioHasItsPatches, meshOfText(alone));
  });

  test("warns of all bugs at once and names the oldest version without any of them", () => {
    const mesh = meshOfText(SEED.replace("1.31.0", "1.30.2"));
    expectRefused(
      istioHasItsPatches,
      mesh,
      "Istio 1.30.2 has a known bug (and 3 more): when a remote secret changes, istiod can lose the cluster's endpoints until it is restarted",
    );
    expect(istioHasItsPatches(mesh, topologyOf(mesh))[0]?.help).toMatch(
      /^write 1\.30\.4 or newer; see https:/,
    );
  });

  test("warns of ambient bugs in ambient meshes only, and of a minor that never got the patch", () => {
    const ambient = SEED.replace("mesh: mesh1", "mesh: mesh1\nmode: ambient");
    expectRefused(
      istioHasItsPatches,
      meshOfText(ambient),
      "Istio 1.31.0 has a known bug: istiod keeps its whole memory of a remote cluster each time that cluster's remote secret changes",
    );
    expectAccepted(istioHasItsPatches, meshOfText(SEED));
    const old = meshOfText(ambient.replace("1.31.0", "1.27.9"));
    expect(istioHasItsPatches(old, topologyOf(old))[0]?.help).toMatch(/^write 1\.28\.3 or newer/);
  });
});
