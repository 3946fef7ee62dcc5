import { describe, expect, test } from "vitest";
import { remotesKeepTheirPrimary } from "../../../src/planner/checks/remotes-keep-their-primary.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, factsOf, inNamespace } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

describe("MP0582: a remote is managed by its primary", () => {
  test("accepts its primary, any, and nobody", () => {
    for (const controlPlaneClusters of ["a", "*"])
      expectAccepted(remotesKeepTheirPrimary, MESH, {
        a: {},
        b: inNamespace({ controlPlaneClusters }),
      });
    expectAccepted(remotesKeepTheirPrimary, MESH, { b: {} });
  });

  test("names every istiod that has to start again, where it runs", () => {
    const moved = meshOf(
      ...["hub: {}", "a: { network: n }", "b: { network: m, primary: a }"],
      "c: { network: o, controlPlane: hub }",
    );
    const [found] = remotesKeepTheirPrimary.check(
      factsOf(moved, { b: inNamespace({ controlPlaneClusters: "c" }) }),
    );
    expect(found?.help).toBe(
      "after the apply restart them: " +
        "kubectl --context a rollout restart deployment --namespace istio-system --selector app=istiod; " +
        "kubectl --context hub rollout restart deployment --namespace istio-system --selector app=istiod",
    );
  });

  test("warns of the one before", () => {
    expectRefused(
      remotesKeepTheirPrimary,
      meshOf("a: { network: n }", "b: { network: m, primary: a }", "c: { network: o }"),
      { b: inNamespace({ controlPlaneClusters: "c" }) },
      "b was managed by c, and the file gives it to a: istiods find out when they start",
    );
    expectRefused(
      remotesKeepTheirPrimary,
      MESH,
      { b: inNamespace({ controlPlaneClusters: "a,gone" }) },
      "b was managed by a,gone, and the file gives it to a: istiods find out when they start",
    );
  });
});
