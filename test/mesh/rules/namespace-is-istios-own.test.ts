import { describe, test } from "vitest";
import type { Mesh } from "../../../src/mesh/model.ts";
import { namespaceIsIstiosOwn } from "../../../src/mesh/rules/namespace-is-istios-own.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

function inNamespace(namespace: string, version = "1.31.0"): Mesh {
  return meshOfText(
    SEED.replace("version: 1.31.0", `version: ${version}\n  namespace: "${namespace}"`),
  );
}

describe("MP0419: Istio has a namespace of its own", () => {
  test("accepts the usual one and others", () => {
    expectAccepted(namespaceIsIstiosOwn, meshOfText(SEED));
    for (const name of ["istio-system", "external-istiod", "kubernetes", "default-istio"])
      expectAccepted(namespaceIsIstiosOwn, inNamespace(name));
  });

  test("rejects the namespaces of Kubernetes and of applications", () => {
    expectRefused(
      namespaceIsIstiosOwn,
      inNamespace("kube-system"),
      "the namespace kube-system belongs to Kubernetes, and Istio completes no pods there, so gateways would never start",
    );
    expectRefused(
      namespaceIsIstiosOwn,
      inNamespace("default"),
      "the namespace default is where applications live, and what they configure there would hold for the whole mesh",
    );
  });
});
