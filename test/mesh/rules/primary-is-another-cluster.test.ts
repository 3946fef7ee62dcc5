import { describe, test } from "vitest";
import { primaryIsAnotherCluster } from "../../../src/mesh/rules/primary-is-another-cluster.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0404: a cluster is not its own primary", () => {
  test("accepts a cluster without a primary of its own", () => {
    expectAccepted(
      primaryIsAnotherCluster,
      meshOf(
        "cluster1: { network: network1 }",
        "cluster2: { network: network2, primary: cluster1 }",
      ),
    );
  });

  test("rejects a cluster that names itself", () => {
    expectRefused(
      primaryIsAnotherCluster,
      meshOf("a: { primary: a }"),
      "cluster a names itself as its primary",
    );
  });
});
