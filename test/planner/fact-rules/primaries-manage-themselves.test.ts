import { describe, test } from "vitest";
import { primariesManageThemselves } from "../../../src/planner/fact-rules/primaries-manage-themselves.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, live } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

describe("MP0583: nobody else manages a primary", () => {
  test("accepts a primary without the annotation, and remotes", () => {
    expectAccepted(primariesManageThemselves, MESH, {
      a: live({}),
      b: live({ controlPlaneClusters: "a" }),
    });
  });

  test("warns of an annotation that is left over", () => {
    expectRefused(
      primariesManageThemselves,
      MESH,
      { a: live({ controlPlaneClusters: "z" }) },
      "a is a primary in the file, and its istio-system lets z manage it",
    );
  });
});
