import { describe, test } from "vitest";
import { gatewayAddressesLeadSomewhere } from "../../../src/mesh/rules/gateway-addresses-lead-somewhere.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0426: other clusters reach a gateway at its address", () => {
  test("accepts public and private addresses, host names and no address", () => {
    expectAccepted(
      gatewayAddressesLeadSomewhere,
      meshOf(
        "a: { gateway: { address: 34.75.71.237 } }",
        "b: { gateway: { address: 10.0.0.7 } }",
        'c: { gateway: { address: "fd00::7" } }',
        "d: { gateway: { address: localhost.example.com } }",
        'f: { gateway: { address: "64:ff9b::224b:47ed" } }',
        'g: { gateway: { address: "2002:224b:47ed::1" } }',
        "e: {}",
      ),
    );
  });

  test("rejects addresses of the caller, of one link and of nobody", () => {
    const bad: readonly (readonly [string, string])[] = [
      ["127.0.0.1", "is the caller's own machine"],
      ["::1", "is the caller's own machine"],
      ["::ffff:127.0.0.1", "is the caller's own machine"],
      ["0.0.0.0", "stands for no address"],
      ["169.254.169.254", "is valid on one link only"],
      ["fe80::1", "is valid on one link only"],
      ["224.0.0.1", "is a multicast address"],
      ["255.255.255.255", "is reserved"],
      ["gateway.localhost", "is the caller's own machine"],
      ["localhost.localdomain", "is the caller's own machine"],
      ["::127.0.0.1", "is the caller's own machine"],
      ["::ffff:0:127.0.0.1", "is the caller's own machine"],
      ["64:ff9b::7f00:1", "is the caller's own machine"],
      ["64:ff9b::127.0.0.1", "is the caller's own machine"],
      ["2002:7f00:1::", "is the caller's own machine"],
      ["2002:7fff:ffff:1::1", "is the caller's own machine"],
      ["64:ff9b::169.254.169.254", "is valid on one link only"],
      ["2002:a9fe:a9fe::", "is valid on one link only"],
      ["2002:0:0::7", "stands for no address"],
    ];
    for (const [address, why] of bad)
      expectRefused(
        gatewayAddressesLeadSomewhere,
        meshOf(`a: { gateway: { address: "${address}" } }`),
        `no other cluster reaches the gateway of a at ${address}, which ${why}`,
      );
  });
});
