import type { ClusterView } from "../view.ts";
import type { Kinds } from "./alike.ts";

interface FoldedNetwork {
  readonly title: string;
  /** Its clusters; those that are alike together. */
  readonly members: readonly (readonly ClusterView[])[];
}

/** The networks of a mesh; those with clusters of the same kinds as one. */
export function foldedNetworks(
  clusters: readonly ClusterView[],
  kinds: Kinds,
): readonly FoldedNetwork[] {
  const kindOf = ({ name }: ClusterView): string => kinds.get(name) ?? name;
  const networks = new Map<string, ClusterView[]>();
  for (const cluster of clusters)
    networks.set(cluster.network, [...(networks.get(cluster.network) ?? []), cluster]);
  const alike = new Map<string, [string, readonly ClusterView[]][]>();
  for (const entry of networks) {
    const key = JSON.stringify([...new Set(entry[1].map(kindOf))].sort());
    alike.set(key, [...(alike.get(key) ?? []), entry]);
  }
  return [...alike.values()].map((group) => {
    const members = new Map<string, ClusterView[]>();
    for (const cluster of group.flatMap(([, own]) => own))
      members.set(kindOf(cluster), [...(members.get(kindOf(cluster)) ?? []), cluster]);
    return { title: titleOf(group.map(([name]) => name)), members: [...members.values()] };
  });
}

function titleOf(networks: readonly string[]): string {
  const [first = ""] = networks;
  if (networks.length > 1) return `${String(networks.length)} networks like ${first}`;
  return first === "" ? "no network" : first;
}
