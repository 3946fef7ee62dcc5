import { describe, test } from "vitest";
import { meshHasAPrimary } from "../../../src/mesh/rules/mesh-has-a-primary.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0405: some cluster runs an istiod", () => {
  test("accepts one primary", () => {
    expectAccepted(
      meshHasAPrimary,
      meshOf(
        "cluster1: { network: network1 }",
        "cluster2: { network: network2, primary: cluster1 }",
      ),
    );
  });

  test("rejects remotes of each other", () => {
    expectRefused(
      meshHasAPrimary,
      meshOf("a: { primary: b }", "b: { primary: a }"),
      "every cluster names a primary, so no cluster runs an istiod",
    );
  });

  test("leaves a cluster that names itself to MP0404", () => {
    expectAccepted(meshHasAPrimary, meshOf("a: { primary: a }"));
  });
});
