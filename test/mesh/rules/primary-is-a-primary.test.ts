import { describe, test } from "vitest";
import { primaryIsAPrimary } from "../../../src/mesh/rules/primary-is-a-primary.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0403: the primary of a remote is a primary", () => {
  test("accepts several remotes of one primary", () => {
    expectAccepted(
      primaryIsAPrimary,
      meshOf(
        "cluster1: { network: network1 }",
        "cluster2: { network: network2, primary: cluster1 }",
        "cluster3: { network: network3, primary: cluster1 }",
      ),
    );
  });

  test("rejects a remote of a remote", () => {
    expectRefused(
      primaryIsAPrimary,
      meshOf(
        "cluster1: { network: network1 }",
        "cluster2: { network: network2, primary: cluster1 }",
        "cluster3: { network: network3, primary: cluster2 }",
      ),
      "cluster cluster3 names cluster2 as its primary, which is itself a remote",
    );
  });

  test("leaves a mesh without any primary to MP0405", () => {
    expectAccepted(primaryIsAPrimary, meshOf("a: { primary: b }", "b: { primary: a }"));
  });
});
