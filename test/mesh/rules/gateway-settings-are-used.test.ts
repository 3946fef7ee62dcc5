import { describe, test } from "vitest";
import { gatewaySettingsAreUsed } from "../../../src/mesh/rules/gateway-settings-are-used.ts";
import { meshOf, meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0429: gateway settings belong to a gateway", () => {
  test("accepts them on several networks, and on one network for the primary", () => {
    expectAccepted(
      gatewaySettingsAreUsed,
      meshOf("a: { network: n, gateway: { type: NodePort } }", "b: { network: m, primary: a }"),
    );
    expectAccepted(
      gatewaySettingsAreUsed,
      meshOf("a: { network: n, gateway: { type: NodePort } }", "b: { network: n, primary: a }"),
    );
  });

  test("accepts those of a host, which has a Service with the same settings", () => {
    expectAccepted(
      gatewaySettingsAreUsed,
      meshOf(
        "hub: { gateway: { allowFrom: [10.0.0.0/8] } }",
        "a: { network: n, controlPlane: hub }",
      ),
    );
  });

  test("accepts settings of all clusters where one of them has a gateway", () => {
    const text = SEED.replace("network: network2", "network: network1").replace(
      "clusters:",
      "defaults: { gateway: { type: NodePort } }\nclusters:",
    );
    expectAccepted(gatewaySettingsAreUsed, meshOfText(text));
  });

  test("warns of those of a remote on its primary's network", () => {
    expectRefused(
      gatewaySettingsAreUsed,
      meshOf("a: { network: n }", "b: { network: n, primary: a, gateway: { type: NodePort } }"),
      "cluster b gets no east-west gateway in this mesh, and its `gateway` has no effect",
    );
  });
});
