import { describe, test } from "vitest";
import { clustersDiffer } from "../../../src/planner/checks/clusters-differ.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, NOBODY } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: n, primary: a }");

describe("MP0509: two names do not lead to one cluster", () => {
  test("accepts different clusters, and such as may not be asked who they are", () => {
    expectAccepted(clustersDiffer, MESH, { a: {}, b: {} });
    expectAccepted(clustersDiffer, MESH, { a: NOBODY, b: NOBODY });
  });

  test("rejects one cluster behind two contexts", () => {
    expectRefused(
      clustersDiffer,
      MESH,
      { a: { identity: "u" }, b: { identity: "u" } },
      "b and a are the same cluster (kube-system UID u)",
    );
  });
});
