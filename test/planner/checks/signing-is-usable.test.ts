import { test } from "vitest";
import { signingIsUsable } from "../../../src/planner/checks/signing-is-usable.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: n }");

test("MP0514: what istiod would sign with is usable, or the problem is passed on", () => {
  expectAccepted(signingIsUsable, MESH, { a: { signing: { roots: ["r"] } }, b: {} });
  expectRefused(
    signingIsUsable,
    MESH,
    { a: { signing: { problem: "there is no Secret cacerts in istio-system" } }, b: {} },
    "there is no Secret cacerts in istio-system",
  );
});
