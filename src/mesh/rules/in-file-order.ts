import type { Cluster } from "../model.ts";

/** Clusters as their keys follow each other in the file: where two collide, the later one is told. */
export function inFileOrder(clusters: readonly Cluster[]): readonly Cluster[] {
  return [...clusters].sort((a, b) => a.at.start - b.at.start);
}
