import { describe, test } from "vitest";
import { istioIsTested } from "../../../src/mesh/rules/istio-is-tested.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0414: the minor was run against real control planes", () => {
  test("accepts the newest minor, and says nothing of one it does not know", () => {
    expectAccepted(istioIsTested, meshOfText(SEED));
    expectAccepted(istioIsTested, meshOfText(SEED.replace("1.31.0", "1.99.0")));
  });

  test("warns of each revision of an older one", () => {
    const revisions = "revisions: { old: { version: 1.29.5 }, new: { version: 1.31.0 } }";
    expectRefused(
      istioIsTested,
      meshOfText(SEED.replace("version: 1.31.0", revisions)),
      "meshplan knows Istio 1.29.5 from its release notes only; it is tested with 1.31",
    );
  });
});
