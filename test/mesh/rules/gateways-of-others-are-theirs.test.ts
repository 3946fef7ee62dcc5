import { describe, test } from "vitest";
import { gatewaysOfOthersAreTheirs } from "../../../src/mesh/rules/gateways-of-others-are-theirs.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0493: gateways of others are theirs", () => {
  test("accepts an address beside the Service", () => {
    expectAccepted(
      gatewaysOfOthersAreTheirs,
      meshOf("a: { network: n1, gateway: { service: edge/gw, address: 203.0.113.8 } }"),
    );
  });

  test("rejects settings of what others own", () => {
    expectRefused(
      gatewaysOfOthersAreTheirs,
      meshOf("b: { network: n2, gateway: { service: edge/gw, values: { replicas: 2 } } }"),
      "gateway.values of b has no effect: its gateway is that of others, edge/gw",
    );
  });
});
