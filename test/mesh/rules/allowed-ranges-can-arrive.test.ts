import { describe, test } from "vitest";
import { allowedRangesCanArrive } from "../../../src/mesh/rules/allowed-ranges-can-arrive.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0455: the sources can come to the address", () => {
  test("accepts a public range, a private address, and an address that is not known", () => {
    expectAccepted(
      allowedRangesCanArrive,
      meshOf(
        "a: { gateway: { address: 34.75.71.237, allowFrom: [10.0.0.0/8, 35.1.2.3/32] } }",
        "b: { gateway: { address: 10.0.0.7, allowFrom: [10.0.0.0/8] } }",
        "c: { gateway: { allowFrom: [10.0.0.0/8] } }",
        "d: { gateway: { address: 34.75.71.237 } }",
      ),
    );
  });

  test("warns of private ranges in front of a public address", () => {
    expectRefused(
      allowedRangesCanArrive,
      meshOf("a: { gateway: { address: 34.75.71.237, allowFrom: [10.0.0.0/8, 192.168.0.0/16] } }"),
      "the gateway of a has the public address 34.75.71.237, and allowFrom has private ranges only",
    );
  });
});
