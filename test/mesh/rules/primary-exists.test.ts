import { describe, test } from "vitest";
import { primaryExists } from "../../../src/mesh/rules/primary-exists.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0402: the primary of a remote exists", () => {
  test("accepts a remote of a cluster in the file", () => {
    expectAccepted(
      primaryExists,
      meshOf(
        "cluster1: { network: network1 }",
        "cluster2: { network: network2, primary: cluster1 }",
      ),
    );
  });

  test("rejects a remote of a cluster that is not", () => {
    expectRefused(
      primaryExists,
      meshOf("cluster1: { network: network1 }", "west: { network: network2, primary: north }"),
      "the primary north of cluster west does not exist",
    );
  });

  test("leaves a remote of a remote to MP0403", () => {
    expectAccepted(primaryExists, meshOf("a: { primary: b }", "b: { primary: a }"));
  });
});
