import { describe, test } from "vitest";
import { allowedRangesFitTheAddress } from "../../../src/mesh/rules/allowed-ranges-fit-the-address.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0425: the sources are of the address's family", () => {
  test("accepts a range of the family, no range, and an address that is not known", () => {
    expectAccepted(
      allowedRangesFitTheAddress,
      meshOf(
        'a: { gateway: { address: 10.0.0.7, allowFrom: ["fd00::/8", 10.0.0.0/8] } }',
        'b: { gateway: { address: "fd00::7" } }',
        "c: { gateway: { allowFrom: [10.0.0.0/8] } }",
        "d: { gateway: { address: gw.example.com, allowFrom: [10.0.0.0/8] } }",
      ),
    );
  });

  test("rejects a list that lets nobody in", () => {
    expectRefused(
      allowedRangesFitTheAddress,
      meshOf(
        'a: { gateway: { address: "fd00::7", allowFrom: [10.0.0.0/8] } }',
        'b: { gateway: { address: 10.0.0.7, allowFrom: ["fd00::/8"] } }',
      ),
      "the gateway of a has an IPv6 address, and allowFrom has no IPv6 range, so nobody may connect",
      "the gateway of b has an IPv4 address, and allowFrom has no IPv4 range, so nobody may connect",
    );
  });
});
