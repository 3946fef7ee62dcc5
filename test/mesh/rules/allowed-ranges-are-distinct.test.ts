import { describe, test } from "vitest";
import { allowedRangesAreDistinct } from "../../../src/mesh/rules/allowed-ranges-are-distinct.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0424: every range of a list says something of its own", () => {
  test("accepts ranges side by side, and leaves every address to MP0423", () => {
    expectAccepted(
      allowedRangesAreDistinct,
      meshOf(
        'a: { gateway: { allowFrom: [10.0.0.0/9, 10.128.0.0/9, "fd00::/8"] } }',
        "b: { gateway: { allowFrom: [10.0.0.0/8, 0.0.0.0/0] } }",
      ),
    );
  });

  test("warns of a range inside another and of one that is there twice", () => {
    expectRefused(
      allowedRangesAreDistinct,
      meshOf(
        "a: { gateway: { allowFrom: [10.1.0.0/16, 10.0.0.0/8] } }",
        "b: { gateway: { allowFrom: [10.0.0.0/8, 10.1.0.0/8] } }",
      ),
      "allowFrom of a has 10.1.0.0/16, which is inside 10.0.0.0/8",
      "allowFrom of b has 10.0.0.0/8, which is there twice",
    );
  });
});
