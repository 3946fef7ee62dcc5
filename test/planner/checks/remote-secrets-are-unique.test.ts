import { describe, test } from "vitest";
import { remoteSecretsAreUnique } from "../../../src/planner/checks/remote-secrets-are-unique.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

describe("MP0528: istiod has one remote secret for a cluster", () => {
  test("accepts the one by its usual name, such as say nothing, and one for istiod's own cluster", () => {
    const remoteSecrets = [
      { name: "istio-remote-secret-b", cluster: "b" },
      { name: "by-hand" },
      { name: "own", cluster: "a" },
    ];
    expectAccepted(remoteSecretsAreUnique, MESH, { a: { remoteSecrets }, b: {} });
  });

  test("rejects a second one", () => {
    expectRefused(
      remoteSecretsAreUnique,
      MESH,
      { a: { remoteSecrets: [{ name: "remote-b", cluster: "b" }] } },
      "the Secret remote-b of a is for b too, and istiod takes one of the two at random",
    );
  });
});
