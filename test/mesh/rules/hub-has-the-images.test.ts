import { describe, test } from "vitest";
import type { Mesh } from "../../../src/mesh/model.ts";
import { hubHasTheImages } from "../../../src/mesh/rules/hub-has-the-images.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

function withHub(hub: string, version = "1.31.0"): Mesh {
  return meshOfText(SEED.replace("version: 1.31.0", `version: ${version}\n  hub: ${hub}`));
}

describe("MP0417: the hub has images of every version", () => {
  test("accepts other registries, and Google's for the minors it has", () => {
    expectAccepted(hubHasTheImages, meshOfText(SEED));
    expectAccepted(hubHasTheImages, withHub("registry.istio.io.example.com/release"));
    expectAccepted(hubHasTheImages, withHub("gcr.io/istio-release", "1.30.0"));
  });

  test("rejects Google's registries for newer minors", () => {
    expectRefused(
      hubHasTheImages,
      withHub("gcr.io/istio-release"),
      "istio.hub gcr.io/istio-release has no images of Istio 1.31.0",
    );
    expectRefused(
      hubHasTheImages,
      withHub("registry.istio.io/release"),
      "istio.hub registry.istio.io/release has no images of Istio 1.31.0",
    );
  });
});
