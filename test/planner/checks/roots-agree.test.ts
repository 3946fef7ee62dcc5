import { describe, test } from "vitest";
import { rootsAgree } from "../../../src/planner/checks/roots-agree.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: n }", "c: { network: n }");
const one = { signing: { roots: ["one"] } };

describe("MP0515: the primaries have one root", () => {
  test("accepts equal roots, one root alone, and says nothing of a Secret that MP0514 is about", () => {
    expectAccepted(rootsAgree, MESH, { a: one, b: one, c: one });
    expectAccepted(rootsAgree, MESH, { a: {}, b: one });
    expectAccepted(rootsAgree, MESH, { a: one, b: { signing: { problem: "unusable" } } });
  });

  test("rejects every primary whose roots are not those of the first, also one that has more", () => {
    expectRefused(
      rootsAgree,
      MESH,
      { a: one, b: { signing: { roots: ["two"] } }, c: { signing: { roots: ["one", "two"] } } },
      "root-cert.pem of b is not that of a",
      "root-cert.pem of c is not that of a",
    );
  });
});
