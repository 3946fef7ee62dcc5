import { describe, test } from "vitest";
import { gatewayAddressesAreReal } from "../../../src/mesh/rules/gateway-addresses-are-real.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0427: a gateway address is no example", () => {
  test("accepts addresses that can exist", () => {
    expectAccepted(
      gatewayAddressesAreReal,
      meshOf(
        "a: { gateway: { address: 34.75.71.237 } }",
        "b: { gateway: { address: gw.example.com } }",
        'c: { gateway: { address: "2600::7" } }',
      ),
    );
  });

  test("warns of those of documentation", () => {
    for (const address of ["192.0.2.7", "198.51.100.7", "203.0.113.7", "2001:db8::7"])
      expectRefused(
        gatewayAddressesAreReal,
        meshOf(`a: { gateway: { address: "${address}" } }`),
        `the gateway address ${address} of a is an example from documentation, which no network routes`,
      );
  });
});
