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

  test("rejects one identity in two clusters", () => {
    const identity = "identity: 7c1e40a9-5a0e-4a86-9d3f-2f9f5a2f4c11";
    expectRefused(
      clustersAreDistinct,
      meshOf(`a: { ${identity} }`, `b: { ${identity} }`, "c: {}", "d: {}"),
      "clusters a and b both have the identity 7c1e40a9-5a0e-4a86-9d3f-2f9f5a2f4c11",
    );
  });
});
