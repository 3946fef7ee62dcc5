import { describe, test } from "vitest";
import { serversAreVerified } from "../../../src/planner/checks/servers-are-verified.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

describe("MP9124: certificates of API servers are checked", () => {
  test("accepts servers whose certificate is checked", () => {
    expectAccepted(serversAreVerified, MESH, { a: {}, b: {} });
  });

  test("tells of one whose certificate nobody checks", () => {
    expectRefused(
      serversAreVerified,
      MESH,
      { a: { unverified: true }, b: {} },
      "nobody checks the certificate of the API server of a: its kubeconfig says insecure-skip-tls-verify",
    );
  });
});
