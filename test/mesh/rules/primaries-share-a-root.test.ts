import { describe, expect, test } from "vitest";
import { primariesShareARoot } from "../../../src/mesh/rules/primaries-share-a-root.ts";
import { topologyOf } from "../../../src/mesh/topology.ts";
import { meshOf, meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0412: primaries share a root", () => {
  test("accepts one primary, whose istiod makes the root", () => {
    expectAccepted(
      primariesShareARoot,
      meshOf("a: { network: n1 }", "b: { network: n2, primary: a }"),
    );
  });

  test("rejects two primaries that would each make one, at the second", () => {
    expectRefused(
      primariesShareARoot,
      meshOf("a: { network: n1 }", "b: { network: n2 }"),
      "clusters a and b are both primaries, and each would make a root of its own",
    );
  });

  test("accepts them with a root that exists", () => {
    const mesh = meshOfText(
      SEED.replace(", primary: cluster1", "").replace(
        "clusters:",
        "trust: { root: existing }\nclusters:",
      ),
    );
    expect(primariesShareARoot(mesh, topologyOf(mesh))).toEqual([]);
  });
});
