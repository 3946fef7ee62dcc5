import { sourceOf } from "../../src/diagnostics/source.ts";
import { buildMesh } from "../../src/mesh/build.ts";
import type { Mesh } from "../../src/mesh/model.ts";
import { parseMeshFile } from "../../src/mesh/parse.ts";

/** The seed: what `meshOf` gives for the clusters of the primary-remote guide. */
export const SEED = `apiVersion: meshplan/v1
mesh: mesh1
istio:
  version: 1.31.0
clusters:
  cluster1: { network: network1 }
  cluster2: { network: network2, primary: cluster1 }
`;

/** A mesh with these clusters, one line of YAML each, without asking the rules. */
export function meshOf(...clusters: readonly string[]): Mesh {
  return meshOfText(
    `${SEED.slice(0, SEED.indexOf("  cluster1"))}${clusters.map((line) => `  ${line}\n`).join("")}`,
  );
}

/** The mesh of a file whose syntax and shape are right, without asking the rules. */
export function meshOfText(text: string): Mesh {
  const read = parseMeshFile(sourceOf("mesh.yaml", text));
  const [parsed] = read.readings;
  if (parsed === undefined || read.diagnostics.length > 0)
    throw new Error(`the test's file does not parse: ${JSON.stringify(read)}`);
  const { mesh, diagnostics } = buildMesh(parsed, { directory: "/repo" });
  if (mesh === undefined) throw new Error(JSON.stringify(diagnostics));
  return mesh;
}
