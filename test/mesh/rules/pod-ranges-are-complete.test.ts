import { describe, test } from "vitest";
import { podRangesAreComplete } from "../../../src/mesh/rules/pod-ranges-are-complete.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0421: a network has pod ranges for all clusters or for none", () => {
  test("accepts all and none", () => {
    expectAccepted(
      podRangesAreComplete,
      meshOf("a: { network: n }", "b: { network: n }", "c: { network: m, podCidrs: [10.0.0.0/8] }"),
    );
  });

  test("warns once a network", () => {
    expectRefused(
      podRangesAreComplete,
      meshOf(
        "a: { network: n, podCidrs: [10.0.0.0/8] }",
        "b: { network: n }",
        "c: { network: n }",
        "d: { network: m }",
      ),
      "the network n has pod ranges for some clusters, and none for b and 1 more",
    );
  });
});
