import { describe, test } from "vitest";
import type { Mesh } from "../../../src/mesh/model.ts";
import { hubIsAFolder } from "../../../src/mesh/rules/hub-is-a-folder.ts";
import { meshOfText, SEED } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

function withHub(hub: string, version = "1.31.0"): Mesh {
  return meshOfText(SEED.replace("version: 1.31.0", `version: ${version}\n  hub: ${hub}`));
}

describe("MP0416: the hub is a registry and a folder", () => {
  test("accepts registries with a port, with folders and without", () => {
    expectAccepted(hubIsAFolder, meshOfText(SEED));
    for (const hub of [
      "docker.io/istio",
      "registry.example.com:5000/istio",
      "istio",
      "localhost:5000",
    ])
      expectAccepted(hubIsAFolder, withHub(hub));
  });

  test("rejects schemes, tags and empty parts", () => {
    expectRefused(
      hubIsAFolder,
      withHub("https://docker.io/istio"),
      "istio.hub https://docker.io/istio begins with a scheme; images are named HUB/pilot:VERSION",
    );
    expectRefused(
      hubIsAFolder,
      withHub("docker.io/istio:1.31.0"),
      "istio.hub docker.io/istio:1.31.0 ends with the tag :1.31.0; images are named HUB/pilot:VERSION",
    );
    expectRefused(
      hubIsAFolder,
      withHub("docker.io//istio"),
      "istio.hub docker.io//istio has an empty part; images are named HUB/pilot:VERSION",
    );
  });
});
