import { describe, expect, test } from "vitest";
import { primariesManageThemselves } from "../../../src/planner/checks/primaries-manage-themselves.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, factsOf, inNamespace } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

describe("MP0583: nobody else manages a primary", () => {
  test("accepts a primary without the annotation, and remotes", () => {
    expectAccepted(primariesManageThemselves, MESH, {
      a: {},
      b: inNamespace({ controlPlaneClusters: "a" }),
    });
  });

  test("warns of an annotation that is left over", () => {
    expectRefused(
      primariesManageThemselves,
      MESH,
      { a: inNamespace({ controlPlaneClusters: "z" }) },
      "a is a primary in the file, and its istio-system lets z manage it",
    );
  });

  test("asks for the annotation to be taken away only where the apply does not do it", () => {
    const help = (told: Parameters<typeof inNamespace>[0]) =>
      primariesManageThemselves.check(
        factsOf(MESH, { a: inNamespace({ controlPlaneClusters: "z", ...told }) }),
      )[0]?.help;
    expect(help({})).toBe(
      "kubectl --context a annotate namespace istio-system topology.istio.io/controlPlaneClusters-, then restart istiod of z",
    );
    expect(help({ ownsControlPlaneClusters: true })).toBe(
      "restart istiod of z after the apply, which takes the annotation away: it keeps managing the cluster until then",
    );
  });
});
