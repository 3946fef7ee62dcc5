import { describe, test } from "vitest";
import { rangesAreCanonical } from "../../../src/mesh/rules/ranges-are-canonical.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0422: a range begins where it says", () => {
  test("accepts ranges and single addresses", () => {
    expectAccepted(
      rangesAreCanonical,
      meshOf(
        'a: { podCidrs: [10.0.0.0/8, "fd00::/8"], gateway: { allowFrom: [192.168.1.7/32, "2001:db8::/32"] } }',
      ),
    );
  });

  test("warns of bits beyond the prefix, once a list", () => {
    expectRefused(
      rangesAreCanonical,
      meshOf('a: { podCidrs: [10.1.0.0/8, 10.2.0.0/8], gateway: { allowFrom: ["fd00:1::7/16"] } }'),
      "podCidrs 10.1.0.0/8 is the whole range 10.0.0.0/8",
      "allowFrom fd00:1::7/16 is the whole range fd00::/16",
    );
  });
});
