import { describe, test } from "vitest";
import { injectorsAreOfRemotes } from "../../../src/mesh/rules/injectors-are-of-remotes.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0494: injectors are chosen for remotes", () => {
  test("accepts a remote with either injector", () => {
    expectAccepted(
      injectorsAreOfRemotes,
      meshOf("a: {}", "b: { primary: a, injector: local }", "c: { primary: a, injector: primary }"),
    );
  });

  test("rejects one of a primary", () => {
    expectRefused(
      injectorsAreOfRemotes,
      meshOf("a: { injector: primary }"),
      "cluster a is no remote, so its own istiod completes its pods",
    );
  });
});
