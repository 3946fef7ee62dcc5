import { test } from "vitest";
import { ambientGatewayIsFree } from "../../../src/planner/checks/ambient-gateway-is-free.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

test("MP0533: what istiod did not make is in the way of the gateway that it is to make", () => {
  const foreignGateway = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    namespace: "istio-system",
    name: "istio-eastwestgateway",
  };
  expectAccepted(ambientGatewayIsFree, MESH, { a: {}, b: {} });
  expectRefused(
    ambientGatewayIsFree,
    MESH,
    { a: {}, b: { foreignGateway } },
    "istiod cannot make the ambient gateway: there is a Deployment istio-eastwestgateway that it did not make",
  );
});
