import { describe, test } from "vitest";
import { controlPlaneHasMoved } from "../../../src/planner/checks/control-plane-has-moved.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf("hub:", "config: { network: n, controlPlane: hub }");
const RUNS = { istiod: "1.31.0" };

describe("MP0550: one istiod serves the primary of an external control plane", () => {
  test("accepts the one in the host, and a primary's own where the file wants it there", () => {
    expectAccepted(controlPlaneHasMoved, MESH, { hub: RUNS, config: {} });
    expectAccepted(controlPlaneHasMoved, meshOf("a: { network: n }"), { a: RUNS });
  });

  test("rejects one that is left in the primary", () => {
    expectRefused(
      controlPlaneHasMoved,
      MESH,
      { hub: {}, config: RUNS },
      "config still runs an istiod of this mesh (1.31.0), and the file says that its istiod runs in hub",
    );
  });
});
