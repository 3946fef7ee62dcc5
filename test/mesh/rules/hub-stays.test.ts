import { describe, test } from "vitest";
import type { Mesh } from "../../../src/mesh/model.ts";
import { hubStays } from "../../../src/mesh/rules/hub-stays.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

function withHub(hub: string, version = "1.31.0"): Mesh {
  return meshOfText(SEED.replace("version: 1.31.0", `version: ${version}\n  hub: ${hub}`));
}

describe("MP0418: the hub will be there next year", () => {
  test("accepts docker.io, and leaves hubs without the images to MP0417", () => {
    expectAccepted(hubStays, meshOfText(SEED.replace("1.31.0", "1.30.4")));
    expectAccepted(hubStays, withHub("gcr.io/istio-release"));
  });

  test("warns of Google's registries", () => {
    expectRefused(
      hubStays,
      withHub("registry.istio.io/release", "1.30.4"),
      "the registry of istio.hub registry.istio.io/release is switched off in December 2026",
    );
  });
});
