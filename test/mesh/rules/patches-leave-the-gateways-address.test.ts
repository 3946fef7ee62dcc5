import { describe, test } from "vitest";
import { patchesLeaveTheGatewaysAddress } from "../../../src/mesh/rules/patches-leave-the-gateways-address.ts";
import { gatewayNameOf } from "../../../src/planner/names.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const patch = (target: string, spec: string): string =>
  `patches: [{ target: { kind: Service, ${target} }, patch: { spec: ${spec} } }]`;

describe("MP0497: patches leave the address of the gateway to the file", () => {
  test("accepts other fields, and other Services", () => {
    expectAccepted(
      patchesLeaveTheGatewaysAddress,
      meshOf(
        `a: { ${patch(`name: ${gatewayNameOf("primary")}`, "{ externalTrafficPolicy: Local }")} }`,
        `b: { ${patch("name: istio-ingressgateway", "{ type: NodePort }")} }`,
        `c: { ${patch("namespace: edge", "{ type: NodePort }")} }`,
      ),
    );
  });

  test.each([
    ["spec.type", "{ type: NodePort }"],
    ["spec.loadBalancerIP", '{ loadBalancerIP: "192.0.2.9" }'],
  ])("rejects %s of the gateway, by its name or as one of all", (field, spec) => {
    const said = `a patch cannot set ${field} of the Service ${gatewayNameOf("remote")}: other clusters reach it as the file says`;
    expectRefused(
      patchesLeaveTheGatewaysAddress,
      meshOf(
        `a: { ${patch(`name: ${gatewayNameOf("remote")}, namespace: istio-system`, spec)} }`,
        `b: { primary: a, ${patch("", spec)} }`,
      ),
      said,
      said,
    );
  });

  test("rejects the same of the Service in front of a host's istiod", () => {
    expectRefused(
      patchesLeaveTheGatewaysAddress,
      meshOf(
        `hub: { ${patch(`name: ${gatewayNameOf("host")}`, "{ type: ClusterIP }")} }`,
        "a: { network: n, controlPlane: hub }",
      ),
      `a patch cannot set spec.type of the Service ${gatewayNameOf("host")}: other clusters reach it as the file says`,
    );
  });
});
