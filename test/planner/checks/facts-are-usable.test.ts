import { expect, test } from "vitest";
import { factsAreUsable } from "../../../src/planner/checks/facts-are-usable.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, factsOf } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: n, primary: a }");

test("what was wrong while a cluster was read is passed on, cluster by cluster", () => {
  expectAccepted(factsAreUsable, MESH, { a: {}, b: {} });
  const denied = { code: "MP0503", message: "no", help: "ask", cluster: "b" } as const;
  expect(factsAreUsable.check(factsOf(MESH, { a: {}, b: { problems: [denied] } }))).toEqual([
    denied,
  ]);
});
