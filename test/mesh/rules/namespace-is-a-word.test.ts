import { describe, test } from "vitest";
import type { Mesh } from "../../../src/mesh/model.ts";
import { namespaceIsAWord } from "../../../src/mesh/rules/namespace-is-a-word.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

function inNamespace(namespace: string, version = "1.31.0"): Mesh {
  return meshOfText(
    SEED.replace("version: 1.31.0", `version: ${version}\n  namespace: "${namespace}"`),
  );
}

describe("MP0454: older charts take the namespace for a text", () => {
  test("accepts digits with a letter, and digits alone where the charts quote them", () => {
    expectAccepted(namespaceIsAWord, inNamespace("1234"));
    expectAccepted(namespaceIsAWord, inNamespace("istio-1234", "1.30.4"));
  });

  test("rejects digits alone before that", () => {
    expectRefused(
      namespaceIsAWord,
      inNamespace("1234", "1.30.4"),
      "the charts of Istio 1.30.4 take the namespace 1234 for a number",
    );
  });
});
