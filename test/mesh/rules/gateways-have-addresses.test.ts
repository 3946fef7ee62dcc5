import { describe, test } from "vitest";
import { gatewaysHaveAddresses } from "../../../src/mesh/rules/gateways-have-addresses.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0490, MP0492: gateways without a load balancer have addresses", () => {
  test("accepts node ports where no control plane is behind them, and addresses by hand", () => {
    expectAccepted(
      gatewaysHaveAddresses,
      meshOf(
        "a: { network: n1, gateway: { type: NodePort, address: 203.0.113.7 } }",
        "b: { network: n2, primary: a, gateway: { type: NodePort } }",
        "c: { network: n3, primary: a, gateway: { type: ClusterIP, address: 203.0.113.8 } }",
      ),
    );
  });

  test("accepts anything where there is no gateway", () => {
    expectAccepted(
      gatewaysHaveAddresses,
      meshOf("a: { network: n }", "b: { network: n, primary: a, gateway: { type: ClusterIP } }"),
    );
  });

  test("rejects a node port before an istiod, and a ClusterIP without an IP address", () => {
    expectRefused(
      gatewaysHaveAddresses,
      meshOf(
        "a: { network: n1, gateway: { type: NodePort } }",
        "b: { network: n2, primary: a, gateway: { type: ClusterIP } }",
      ),
      "the remotes of a cannot reach its istiod through a NodePort: it has other ports than 15012 and 15017",
      "the gateway of b is a ClusterIP, which other networks cannot reach, and has no address",
    );
  });
});
