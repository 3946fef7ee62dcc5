import { describe, test } from "vitest";
import { identityIsAsWritten } from "../../../src/planner/checks/identity-is-as-written.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, NOBODY } from "./verbs.ts";

const PINNED = "7c1e40a9-5a0e-4a86-9d3f-2f9f5a2f4c11";
const MESH = meshOf(`a: { network: n, identity: ${PINNED} }`, "b: { network: n, primary: a }");

describe("MP0516: a context leads to the cluster that the file pins", () => {
  test("accepts the pinned cluster, and any cluster where none is pinned", () => {
    expectAccepted(identityIsAsWritten, MESH, { a: { identity: PINNED }, b: {} });
  });

  test("rejects another cluster and one that does not say who it is", () => {
    expectRefused(
      identityIsAsWritten,
      MESH,
      { a: {}, b: {} },
      `the context a of a leads to a cluster with the identity uid-of-a, not ${PINNED}`,
    );
    expectRefused(
      identityIsAsWritten,
      MESH,
      { a: NOBODY },
      `the context a of a leads to a cluster with an unknown identity, not ${PINNED}`,
    );
  });
});
