import { describe, test } from "vitest";
import { kubeSystemIsNotInjected } from "../../../src/planner/checks/kube-system-is-not-injected.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

describe("MP0581: pods of Kubernetes start without istiod", () => {
  test("accepts a namespace without the label", () => {
    expectAccepted(kubeSystemIsNotInjected, MESH, { a: {}, b: {} });
  });

  test("warns of the label, by its name", () => {
    expectRefused(
      kubeSystemIsNotInjected,
      MESH,
      { b: { injectedSystem: "istio-injection=enabled" } },
      "kube-system of b is labelled istio-injection=enabled, so its pods cannot start while istiod is away",
    );
  });
});
