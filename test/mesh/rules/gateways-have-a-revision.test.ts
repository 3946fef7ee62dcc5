import { describe, test } from "vitest";
import { gatewaysHaveARevision } from "../../../src/mesh/rules/gateways-have-a-revision.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const TWO = "revisions: { a: { version: 1.31.0 }, b: { version: 1.31.1, clusters: [cluster1] } }";

describe("MP0483: gateways have a revision", () => {
  test("accepts the only revision, and the default one", () => {
    expectAccepted(gatewaysHaveARevision, meshOfText(SEED));
    expectAccepted(
      gatewaysHaveARevision,
      meshOfText(SEED.replace("version: 1.31.0", `${TWO}\n  tags: { default: a }`)),
    );
  });

  test("rejects several without a default", () => {
    expectRefused(
      gatewaysHaveARevision,
      meshOfText(SEED.replace("version: 1.31.0", TWO)),
      "cluster cluster1 has 2 revisions, and none of them is said to run its gateways",
    );
  });
});
