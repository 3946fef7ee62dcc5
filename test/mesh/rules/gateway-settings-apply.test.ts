import { describe, test } from "vitest";
import { gatewaySettingsApply } from "../../../src/mesh/rules/gateway-settings-apply.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0495: settings fit the type of the gateway", () => {
  test("accepts the settings of each type", () => {
    expectAccepted(
      gatewaySettingsApply,
      meshOf(
        "a: { network: n1, gateway: { allowFrom: [10.0.0.0/8] } }",
        "b: { network: n2, primary: a, gateway: { type: NodePort, nodeSelector: { edge: yes-it-is } } }",
      ),
    );
  });

  test("rejects source ranges without a load balancer, and nodes without a node port", () => {
    expectRefused(
      gatewaySettingsApply,
      meshOf(
        "a: { network: n1, gateway: { type: ClusterIP, address: 203.0.113.8, allowFrom: [10.0.0.0/8] } }",
        "b: { network: n2, primary: a, gateway: { nodeSelector: { edge: yes-it-is } } }",
      ),
      "gateway.allowFrom of a has no effect on a ClusterIP: only load balancers filter by source",
      "gateway.nodeSelector of b has no effect on a LoadBalancer: only a NodePort is reached at nodes; for its pods there is gateway.values.nodeSelector",
    );
  });
});
