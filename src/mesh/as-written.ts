import type { Mesh } from "./model.ts";

/** The mesh as everybody who has the file sees it: contexts and paths of kubeconfigs in the file's words, not this machine's. */
export function asWritten(mesh: Mesh): Mesh {
  return {
    ...mesh,
    clusters: mesh.clusters.map((cluster) => ({ ...cluster, ...cluster.written })),
  };
}
