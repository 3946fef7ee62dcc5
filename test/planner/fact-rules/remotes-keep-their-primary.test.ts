import { describe, test } from "vitest";
import { remotesKeepTheirPrimary } from "../../../src/planner/fact-rules/remotes-keep-their-primary.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, live } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

describe("MP0582: a remote is managed by its primary", () => {
  test("accepts its primary, any, and nobody", () => {
    for (const controlPlaneClusters of ["a", "*"])
      expectAccepted(remotesKeepTheirPrimary, MESH, { a: {}, b: live({ controlPlaneClusters }) });
    expectAccepted(remotesKeepTheirPrimary, MESH, { b: live({}) });
  });

  test("warns of the one before", () => {
    expectRefused(
      remotesKeepTheirPrimary,
      meshOf("a: { network: n }", "b: { network: m, primary: a }", "c: { network: o }"),
      { b: live({ controlPlaneClusters: "c" }) },
      "b was managed by c, and the file gives it to a",
    );
    expectRefused(
      remotesKeepTheirPrimary,
      MESH,
      { b: live({ controlPlaneClusters: "a,gone" }) },
      "b was managed by a,gone, and the file gives it to a",
    );
  });
});
