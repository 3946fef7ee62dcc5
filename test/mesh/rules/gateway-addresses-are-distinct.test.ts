import { describe, test } from "vitest";
import { gatewayAddressesAreDistinct } from "../../../src/mesh/rules/gateway-addresses-are-distinct.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0428: a gateway address leads to one network", () => {
  test("accepts different ones, one name for the gateways of a network, and clusters that get no gateway", () => {
    expectAccepted(
      gatewayAddressesAreDistinct,
      meshOf(
        "a: { network: n, gateway: { address: 10.0.0.7 } }",
        "b: { network: m, gateway: { address: gw.example.com } }",
        "c: { network: m, gateway: { address: gw.example.com } }",
      ),
    );
    expectAccepted(
      gatewayAddressesAreDistinct,
      meshOf(
        "a: { network: n, gateway: { address: 10.0.0.7 } }",
        "b: { network: n, gateway: { address: 10.0.0.7 } }",
      ),
    );
  });

  test("rejects the address of a host for a gateway", () => {
    expectRefused(
      gatewayAddressesAreDistinct,
      meshOf(
        "hub: { gateway: { address: 10.0.0.7 } }",
        "a: { network: n, controlPlane: hub, gateway: { address: 10.0.0.7 } }",
        "b: { network: m, primary: a }",
      ),
      "the gateways of hub and a have the same address 10.0.0.7",
    );
  });

  test("rejects one address for two networks, and for two load balancers of one", () => {
    expectRefused(
      gatewayAddressesAreDistinct,
      meshOf(
        "a: { network: n, gateway: { address: gw.example.com } }",
        "b: { network: m, gateway: { address: GW.example.com } }",
        "c: { network: m, gateway: { address: 10.0.0.7 } }",
        "d: { network: m, gateway: { address: 10.0.0.7 } }",
      ),
      "the gateways of a and b have the same address GW.example.com",
      "the gateways of c and d have the same address 10.0.0.7",
    );
  });
});
