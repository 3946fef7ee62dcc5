import { describe, test } from "vitest";
import { networksAreSpeltAlike } from "../../../src/mesh/rules/networks-are-spelt-alike.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0408: networks are spelt alike or clearly differently", () => {
  test("accepts names that differ by a number, a short word or a whole word", () => {
    expectAccepted(
      networksAreSpeltAlike,
      meshOf(
        "c0: { network: network1 }",
        "c1: { network: network2 }",
        "c2: { network: prod-a }",
        "c3: { network: prod-b }",
        "c4: { network: us-east }",
        "c5: { network: us-west }",
        "c6: { network: eu }",
      ),
    );
  });

  test("warns of swapped and of missing letters", () => {
    expectRefused(
      networksAreSpeltAlike,
      meshOf("c0: { network: network1 }", "c1: { network: netwrok1 }", "c2: { network: netwok1 }"),
      "the network netwrok1 differs from network1 by very little",
      "the network netwok1 differs from network1 by very little",
    );
  });

  test("warns of names that differ by a hyphen only", () => {
    expectRefused(
      networksAreSpeltAlike,
      meshOf("c0: { network: network1 }", "c1: { network: network-1 }"),
      "the network network-1 differs from network1 by very little",
    );
  });
});
