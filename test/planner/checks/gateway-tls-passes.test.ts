import { describe, test } from "vitest";
import type { KubeObject } from "../../../src/kube/object.ts";
import { gatewayTlsPasses } from "../../../src/planner/checks/gateway-tls-passes.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");
const KEY = "service.beta.kubernetes.io/aws-load-balancer-ssl-cert";

function service(annotations: { readonly [key: string]: string }, manager?: string): KubeObject {
  const fields = Object.fromEntries(Object.keys(annotations).map((key) => [`f:${key}`, {}]));
  const fieldsV1 = { "f:metadata": { "f:annotations": fields } };
  const entry = { manager: manager ?? "kubectl-annotate", operation: "Apply", fieldsV1 };
  const metadata = {
    name: "istio-eastwestgateway",
    namespace: "istio-system",
    annotations,
    managedFields: [{ apiVersion: "v1", fieldsType: "FieldsV1", ...entry }],
  };
  return { apiVersion: "v1", kind: "Service", metadata };
}

describe("MP0612: a live gateway hands TLS on", () => {
  test("accepts annotations that change no bytes", () => {
    const gatewayService = service({ "example.com/team": "edge" });
    expectAccepted(gatewayTlsPasses, MESH, { a: { gatewayService }, b: {} });
  });

  test("warns of an annotation that somebody wrote into the cluster", () => {
    expectRefused(
      gatewayTlsPasses,
      MESH,
      { a: { gatewayService: service({ [KEY]: "arn" }) } },
      `with the annotation ${KEY} of the Service istio-system/istio-eastwestgateway the load balancer of a ends TLS, and its gateway needs each connection as it comes`,
    );
  });

  test("leaves what meshplan wrote to the file, where the line is", () => {
    const gatewayService = service({ [KEY]: "arn" }, "meshplan");
    expectAccepted(gatewayTlsPasses, MESH, { a: { gatewayService } });
  });
});
