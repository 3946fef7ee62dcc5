import { test } from "vitest";
import { namespaceTakesObjects } from "../../../src/planner/checks/namespace-takes-objects.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, inNamespace } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: n, primary: a }");

test("MP0513: a namespace on its way out takes no new objects", () => {
  expectAccepted(namespaceTakesObjects, MESH, { a: inNamespace({}), b: {} });
  expectRefused(
    namespaceTakesObjects,
    MESH,
    { a: {}, b: inNamespace({ isTerminating: true }) },
    "istio-system is being deleted and takes no new objects",
  );
});
