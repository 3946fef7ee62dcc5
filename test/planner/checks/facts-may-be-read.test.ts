import { expect, test } from "vitest";
import { factsMayBeRead } from "../../../src/planner/checks/facts-may-be-read.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, factsOf } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: n, primary: a }");

test("MP0503: every refused request is told, cluster by cluster", () => {
  expectAccepted(factsMayBeRead, MESH, { a: {}, b: {} });
  const object = { apiVersion: "v1", kind: "Namespace", name: "kube-system" };
  const said = {
    a: { denied: [{ message: "a says no" }] },
    b: { denied: [{ message: "b says no", object }, { message: "b says no again" }] },
  };
  expectRefused(factsMayBeRead, MESH, said, "a says no", "b says no", "b says no again");
  const found = factsMayBeRead.check(factsOf(MESH, said));
  expect(found.map((one) => one.object)).toEqual([undefined, object, undefined]);
});
