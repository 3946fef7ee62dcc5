import { describe, test } from "vitest";
import { clustersAreDistinct } from "../../../src/mesh/rules/clusters-are-distinct.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0407: a Kubernetes cluster is in the mesh once", () => {
  test("accepts one context name in two kubeconfigs", () => {
    expectAccepted(
      clustersAreDistinct,
      meshOf(
        "a: { context: admin, kubeconfig: a.conf }",
        "b: { context: admin, kubeconfig: b.conf }",
      ),
    );
  });

  test("rejects a context that is the name of another cluster", () => {
    expectRefused(
      clustersAreDistinct,
      meshOf("a: {}", "b: { context: a }"),
      "clusters a and b both use the context a",
    );
  });

  test("sees through two spellings of one kubeconfig", () => {
    expectRefused(
      clustersAreDistinct,
      meshOf(
        "a: { context: x, kubeconfig: ./k/../a.conf }",
        "b: { context: x, kubeconfig: /repo/a.conf }",
      ),
      "clusters a and b both use the context x",
    );
  });
});
