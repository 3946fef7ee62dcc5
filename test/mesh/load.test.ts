import { describe, expect, test } from "vitest";
import { sourceOf } from "../../src/diagnostics/source.ts";
import { loadMesh } from "../../src/mesh/load.ts";
import { SEED } from "./build-mesh.ts";

describe("loadMesh", () => {
  test("reads the seed mesh with every default filled in", () => {
    const { mesh, topology, diagnostics } = loadMesh(sourceOf("mesh.yaml", SEED), {
      directory: "/repo",
    });
    expect(diagnostics).toEqual([]);
    expect(mesh).toMatchObject({
      name: "mesh1",
      istio: { version: "1.31.0", hub: "docker.io/istio" },
      timeouts: { addressSeconds: 600, readySeconds: 300 },
      clusters: [
        { name: "cluster1", role: "primary", network: "network1", context: "cluster1" },
        { name: "cluster2", role: "remote", primary: "cluster1", context: "cluster2" },
      ],
    });
    expect(topology?.secrets).toEqual([{ of: "cluster2", in: "cluster1" }]);
  });

  test("hands out no mesh when anything is wrong, and says everything that is", () => {
    const broken = SEED.replace("mesh1", "Mesh_1").replace("1.31.0", "1.20.0");
    const { mesh, diagnostics } = loadMesh(sourceOf("mesh.yaml", broken), { directory: "/repo" });
    expect(mesh).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["MP0401", "MP0409"]);
  });

  test.each(["cluster1", "cluster2"])(
    "tells nothing that follows from a mapping of %s that is merged and not there",
    (name) => {
      const clusters = ["cluster1", "cluster2"].map((each) =>
        each === name
          ? `  ${each}:\n    <<: *nope\n`
          : `  ${each}: { network: network1, primary: ${name} }\n`,
      );
      for (const trust of ["", "trust: { root: existing }\n"])
        for (const own of ["", "  third: { network: network3 }\n"]) {
          const text = `${HEAD}${trust}clusters:\n${clusters.join("")}${own}`;
          const { diagnostics } = loadMesh(sourceOf("mesh.yaml", text), { directory: "/repo" });
          expect(diagnostics.map(({ code }) => code)).toEqual(["MP0108"]);
        }
    },
  );
});

const HEAD = "apiVersion: meshplan/v1\nmesh: mesh1\nistio: { version: 1.31.0 }\n";
