import { describe, test } from "vitest";
import { istioIsSupported } from "../../../src/mesh/rules/istio-is-supported.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

describe("MP0409: the Istio minor is one of the table", () => {
  test("accepts any patch of a supported minor, also one before its release", () => {
    expectAccepted(istioIsSupported, meshOfText(SEED.replace("1.31.0", "1.31.99")));
    expectAccepted(istioIsSupported, meshOfText(SEED.replace("1.31.0", "1.31.0-rc.1")));
  });

  test("accepts the minors that are described but not tested", () => {
    expectAccepted(istioIsSupported, meshOfText(SEED.replace("1.31.0", "1.24.3")));
  });

  test("rejects each revision of another minor, where it is written", () => {
    const revisions = "revisions: { old: { version: 1.23.4 }, new: { version: 1.31.0 } }";
    expectRefused(
      istioIsSupported,
      meshOfText(SEED.replace("version: 1.31.0", revisions)),
      "Istio 1.23.4 is not supported by this version of meshplan",
    );
  });

  test("rejects other minors, older and newer", () => {
    expectRefused(
      istioIsSupported,
      meshOfText(SEED.replace("1.31.0", "1.3.10")),
      "Istio 1.3.10 is not supported by this version of meshplan",
    );
    expectRefused(
      istioIsSupported,
      meshOfText(SEED.replace("1.31.0", "2.31.0")),
      "Istio 2.31.0 is not supported by this version of meshplan",
    );
  });
});
