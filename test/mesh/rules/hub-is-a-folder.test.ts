import { describe, test } from "vitest";
import type { Mesh } from "../../../src/mesh/model.ts";
import { hubIsAFolder } from "../../../src/mesh/rules/hub-is-a-folder.ts";
import { topologyOf } from "../../../src/mesh/topology.ts";
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
      "registry.example.com/team_a/istio--x.y/a__b",
      "my-registry/istio",
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

  test("rejects what no image is named, however much it looks like a folder of Istio's", () => {
    const bad: readonly (readonly [string, string])[] = [
      ["docker.io/istio/../evil", "has the part .., which no image's name has"],
      ["docker.io/./istio", "has the part ., which no image's name has"],
      ["docker.io/istio/.x/y", "has the part .x, which no image's name has"],
      ["docker.io/istio-/y", "has the part istio-, which no image's name has"],
      ["docker..io/istio", "has the part docker..io, which no image's name has"],
      ["docker.io:port/istio", "has the part docker.io:port, which no image's name has"],
      ["docker.io:1:2/istio", "has the part docker.io:1:2, which no image's name has"],
      ["DOCKER.IO/istio", "has capital letters"],
      ["docker.io/Istio", "has capital letters"],
    ];
    for (const [hub, why] of bad)
      expectRefused(
        hubIsAFolder,
        withHub(hub),
        `istio.hub ${hub} ${why}; images are named HUB/pilot:VERSION`,
      );
  });

  test("proposes a hub that it takes", () => {
    for (const hub of ["https://Docker.io//istio/../x:1", "DOCKER.IO/istio", "a/./b"]) {
      const mesh = withHub(hub);
      const [found] = hubIsAFolder(mesh, topologyOf(mesh));
      const proposed = found?.help.split(" ").at(-1) ?? "";
      expectAccepted(hubIsAFolder, withHub(proposed));
    }
  });
});
