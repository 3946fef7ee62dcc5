import { describe, test } from "vitest";
import { allowedRangesNarrow } from "../../../src/mesh/rules/allowed-ranges-narrow.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0423: a list of sources leaves somebody out", () => {
  test("accepts narrow lists, wide ones and none", () => {
    expectAccepted(
      allowedRangesNarrow,
      meshOf("a: {}", "b: { gateway: { allowFrom: [10.0.0.0/8, 0.0.0.0/1] } }"),
    );
  });

  test("warns of every address, in either family", () => {
    expectRefused(
      allowedRangesNarrow,
      meshOf(
        "a: { gateway: { allowFrom: [10.0.0.0/8, 0.0.0.0/0] } }",
        'b: { gateway: { allowFrom: ["::/0"] } }',
        "c: { gateway: { allowFrom: [128.0.0.0/1, 10.0.0.0/8, 0.0.0.0/1] } }",
      ),
      "allowFrom of a has 0.0.0.0/0, which lets every address in",
      "allowFrom of b has ::/0, which lets every address in",
      "allowFrom of c has ranges that together are every address, which lets everybody in",
    );
  });
});
