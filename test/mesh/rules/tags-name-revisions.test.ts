import { describe, test } from "vitest";
import { tagsNameRevisions } from "../../../src/mesh/rules/tags-name-revisions.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const withTags = (istio: string) => meshOfText(SEED.replace("version: 1.31.0", istio));

describe("MP0480: tags name revisions", () => {
  test("accepts tags of the mesh's revisions", () => {
    const istio =
      "revisions: { stable: { version: 1.31.0 } }\n  tags: { prod: stable, default: stable }";
    expectAccepted(tagsNameRevisions, withTags(istio));
  });

  test("rejects a tag of nothing, and one that is called as a revision", () => {
    const istio =
      "revisions: { stable: { version: 1.31.0 } }\n  tags: { prod: stabel, stable: stable }";
    expectRefused(
      tagsNameRevisions,
      withTags(istio),
      "the tag prod points to stabel, which is no revision of this mesh",
      "the tag stable has the name of a revision, so a workload could not say which it means",
    );
  });

  test("rejects a tag where the control plane has no name", () => {
    expectRefused(
      tagsNameRevisions,
      withTags("version: 1.31.0\n  tags: { prod: default }"),
      "the tag prod points to default, which is no revision of this mesh",
    );
  });
});
