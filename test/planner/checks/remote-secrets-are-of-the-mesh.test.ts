import { describe, test } from "vitest";
import { remoteSecretsAreOfTheMesh } from "../../../src/planner/checks/remote-secrets-are-of-the-mesh.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

describe("MP0529: istiod reads clusters of the mesh only", () => {
  test("accepts clusters of the file", () => {
    const remoteSecrets = [{ name: "istio-remote-secret-b", cluster: "b" }];
    expectAccepted(remoteSecretsAreOfTheMesh, MESH, { a: { remoteSecrets }, b: {} });
  });

  test("warns of others", () => {
    expectRefused(
      remoteSecretsAreOfTheMesh,
      MESH,
      { a: { remoteSecrets: [{ name: "istio-remote-secret-c", cluster: "c" }] } },
      "istiod of a also reads c, which is not in the file, by the Secret istio-remote-secret-c",
    );
  });
});
