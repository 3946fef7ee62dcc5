import { describe, test } from "vitest";
import { revisionsAreNotDefault } from "../../../src/mesh/rules/revisions-are-not-default.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const mesh = (istio: string) => meshOfText(SEED.replace("version: 1.31.0", istio));

describe("MP0498: no revision has the name default", () => {
  test("accepts the unnamed one, and a tag of that name", () => {
    expectAccepted(revisionsAreNotDefault, mesh("version: 1.31.0"));
    expectAccepted(
      revisionsAreNotDefault,
      mesh("revisions: { 1-31-0: { version: 1.31.0 } }\n  tags: { default: 1-31-0 }"),
    );
  });

  test("rejects one that is named so", () => {
    expectRefused(
      revisionsAreNotDefault,
      mesh("revisions: { default: { version: 1.31.0 }, canary: { version: 1.31.0 } }"),
      "a revision cannot have the name default: Istio takes it for the unnamed revision",
    );
  });
});
