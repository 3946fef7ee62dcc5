import { test } from "vitest";
import { clustersAreIdentified } from "../../../src/planner/checks/clusters-are-identified.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, NOBODY } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: n, primary: a }");
test("MP9125: a cluster whose kube-system has no uid has no identity", () => {
  expectAccepted(clustersAreIdentified, MESH, { a: {}, b: {} });
  expectRefused(
    clustersAreIdentified,
    MESH,
    { a: {}, b: NOBODY },
    "the namespace kube-system of b has no uid, so nothing tells which cluster this is",
  );
});

test("MP9125 is not told where kube-system may not be read: that is told itself", () => {
  const object = { apiVersion: "v1", kind: "Namespace", name: "kube-system" };
  const denied = [{ message: "no", object }];
  expectAccepted(clustersAreIdentified, MESH, { a: {}, b: { ...NOBODY, denied } });
});
