import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Mesh } from "../../../src/mesh/model.ts";
import { podRangesAreDistinct } from "../../../src/mesh/rules/pod-ranges-are-distinct.ts";
import { topologyOf } from "../../../src/mesh/topology.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0420: pod ranges of one network do not overlap", () => {
  test("accepts ranges side by side, and the same range on another network", () => {
    expectAccepted(
      podRangesAreDistinct,
      meshOf(
        "a: { network: n, podCidrs: [10.1.0.0/16, fd00:1::/64] }",
        "b: { network: n, podCidrs: [10.2.0.0/16, fd00:2::/64] }",
        "c: { network: m, podCidrs: [10.1.0.0/16] }",
        "d: { network: n }",
      ),
    );
  });

  test("rejects one range inside another, once a cluster, at the later cluster", () => {
    expectRefused(
      podRangesAreDistinct,
      meshOf(
        "b: { network: n, podCidrs: [10.0.0.0/8, fd00::/8] }",
        "a: { network: n, podCidrs: [192.168.0.0/16, 10.1.0.0/16, fd00:1::/64] }",
      ),
      "the pod range 10.1.0.0/16 of a overlaps 10.0.0.0/8 of b on the network n",
    );
  });

  test("law: what is refused does not depend on the order of the clusters", () => {
    const octet = fc.integer({ min: 0, max: 3 });
    const ranges = fc.array(
      octet.map((n) => `10.${String(n)}.0.0/16`),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(fc.array(ranges, { minLength: 2, maxLength: 4 }), (all) => {
        const lines = all.map(
          (own, index) =>
            `c${String(index)}: { network: n, podCidrs: [${[...new Set(own)].join(", ")}] }`,
        );
        const refused = (mesh: Mesh) => podRangesAreDistinct(mesh, topologyOf(mesh)).length > 0;
        expect(refused(meshOf(...lines))).toBe(refused(meshOf(...lines.toReversed())));
      }),
    );
  });
});
