import { describe, test } from "vitest";
import { localInjectorsShareTheRoot } from "../../../src/mesh/rules/local-injectors-share-the-root.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0491: local injectors share the root", () => {
  const local = SEED.replace("primary: cluster1", "primary: cluster1, injector: local");

  test("accepts one whose mesh has a root of the user's", () => {
    expectAccepted(localInjectorsShareTheRoot, meshOfText(`${local}trust: { root: existing }\n`));
  });

  test("rejects one that would make a root", () => {
    expectRefused(
      localInjectorsShareTheRoot,
      meshOfText(local),
      "the local injector of cluster2 would write a root of its own into every namespace, which the workloads of its primary do not trust",
    );
  });
});
