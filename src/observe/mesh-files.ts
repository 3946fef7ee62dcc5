import { certificateBundle } from "../certs/pem.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Mesh } from "../mesh/model.ts";
import type { Files } from "../ports.ts";

export interface MeshFiles {
  /** Bundles of certificates by absolute path: what is in the files beside certificates is not here. */
  readonly texts: ReadonlyMap<string, string>;
  readonly problems: readonly Diagnostic[];
}

/** Reads the CA files that the mesh file names. Each is read once; one that cannot be read throws MP9xxx. */
export async function readMeshFiles(files: Files, mesh: Mesh): Promise<MeshFiles> {
  const paths = mesh.clusters.flatMap(({ name, apiServer: { caFile } }) =>
    caFile === undefined ? [] : [{ cluster: name, path: caFile }],
  );
  const unique = [...new Set(paths.map(({ path }) => path))];
  const read = await Promise.all(
    unique.map(async (path) => [path, certificateBundle(await files.read(path))] as const),
  );
  const bundles = new Map(read);
  const problems = paths.flatMap(({ cluster, path }): readonly Diagnostic[] => {
    const problem = bundles.get(path)?.problem;
    return problem === undefined
      ? []
      : [
          {
            code: "MP0517",
            message: `${path}, the apiServer.caFile of ${cluster}, ${problem}`,
            help: "name a file of certificates alone, which begin with -----BEGIN CERTIFICATE-----; it goes to other clusters",
            cluster,
          },
        ];
  });
  const usable = read.flatMap(([path, bundle]) =>
    bundle.problem === undefined ? [[path, bundle.pem] as const] : [],
  );
  return { texts: new Map(usable), problems };
}
