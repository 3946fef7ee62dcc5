import { describe, test } from "vitest";
import { remotesRunNoIstiod } from "../../../src/planner/checks/remotes-run-no-istiod.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");

describe("MP0584: a remote has no istiod of its own", () => {
  test("accepts remotes without one, and with an injector", () => {
    expectAccepted(remotesRunNoIstiod, MESH, { a: { istiod: "1.31.0" }, b: {} });
    const local = meshOf("a: { network: n }", "b: { network: m, primary: a, injector: local }");
    expectAccepted(remotesRunNoIstiod, local, { b: { istiod: "1.31.0" } });
  });

  test("warns of the one it had as a primary", () => {
    expectRefused(
      remotesRunNoIstiod,
      MESH,
      { b: { istiod: "1.31.0" } },
      "b is a remote in the file, and runs an istiod of this mesh, 1.31.0",
    );
  });
});
