import { certificateBundle } from "../certs/pem.ts";
import type { Mesh } from "../mesh/model.ts";
import type { MeshFiles } from "../planner/mesh-files.ts";
import type { Files } from "../ports.ts";

/** Reads the CA files that the mesh file names. Each is read once; one that cannot be read throws MP9xxx. */
export async function readMeshFiles(files: Files, mesh: Mesh): Promise<MeshFiles> {
  const paths = mesh.clusters.flatMap(({ apiServer: { caFile } }) => caFile ?? []);
  const read = await Promise.all(
    [...new Set(paths)].map(
      async (path) => [path, certificateBundle(await files.read(path))] as const,
    ),
  );
  return {
    texts: new Map(
      read.flatMap(([path, { problem, ...bundle }]) => {
        return problem === undefined && "pem" in bundle ? [[path, bundle.pem]] : [];
      }),
    ),
    problems: new Map(read.flatMap(([path, { problem }]) => (problem ? [[path, problem]] : []))),
  };
}
