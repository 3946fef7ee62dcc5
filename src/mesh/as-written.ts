import type { Mesh } from "./model.ts";

/** The mesh as everybody sees it who has the file: contexts and kubeconfig paths in the file's words, not this machine's. */
export function asWritten(mesh: Mesh): Mesh {
  return {
    ...mesh,
    clusters: mesh.clusters.map((cluster) => ({ ...cluster, ...cluster.written })),
  };
}
