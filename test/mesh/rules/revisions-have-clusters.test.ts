import { describe, test } from "vitest";
import { revisionsHaveClusters } from "../../../src/mesh/rules/revisions-have-clusters.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const withRevisions = (revisions: string) =>
  meshOfText(SEED.replace("version: 1.31.0", `revisions: { ${revisions} }`));

describe("MP0481, MP0482: revisions have clusters", () => {
  test("accepts a canary that only the primary has", () => {
    expectAccepted(
      revisionsHaveClusters,
      withRevisions("a: { version: 1.31.0 }, b: { version: 1.31.1, clusters: [cluster1] }"),
    );
  });

  test("rejects unknown clusters, clusters left out, and remotes ahead of their primary", () => {
    expectRefused(
      revisionsHaveClusters,
      withRevisions("a: { version: 1.31.0, clusters: [cluster2, cluster9] }"),
      "the revision a is limited to cluster9, which is no cluster of this mesh",
      "cluster cluster1 has no revision: every one is limited to other clusters",
      "cluster cluster2 has the revision a, and its primary cluster1 does not",
    );
  });
});
