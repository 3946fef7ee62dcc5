import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Mesh } from "../mesh/model.ts";
import type { Files } from "../ports.ts";

export interface MeshFiles {
  /** Texts by absolute path. */
  readonly texts: ReadonlyMap<string, string>;
  readonly problems: readonly Diagnostic[];
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/;

/** Reads the CA files that the mesh file names. Each is read once; one that cannot be read throws MP9xxx. */
export async function readMeshFiles(files: Files, mesh: Mesh): Promise<MeshFiles> {
  const paths = mesh.clusters.flatMap(({ name, apiServer: { caFile } }) =>
    caFile === undefined ? [] : [{ cluster: name, path: caFile }],
  );
  const unique = [...new Set(paths.map(({ path }) => path))];
  const read = await Promise.all(
    unique.map(async (path) => [path, await files.read(path)] as const),
  );
  const texts = new Map(read);
  const problems = paths
    .filter(({ path }) => !CERTIFICATE.test(texts.get(path) ?? ""))
    .map(({ cluster, path }): Diagnostic => ({
      code: "MP0517",
      message: `${path}, the apiServer.caFile of ${cluster}, holds no PEM certificate`,
      help: "name a file that begins with -----BEGIN CERTIFICATE-----, and never one with a private key",
      cluster,
    }));
  return { texts, problems };
}
