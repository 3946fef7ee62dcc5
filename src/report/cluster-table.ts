import { FEW_LISTED, MOST_LISTED, plural, table } from "./layout.ts";
import type { ClusterView } from "./view.ts";

/**
 * The clusters of a plan, one per row. In a plan of many, clusters that are alike in everything that people compare are folded:
 * the first ones stand for them, and one row says how many others there are. A cluster that differs has a row of its own.
 */
export function clusterTable(
  clusters: readonly ClusterView[],
  { full, width }: { readonly full: boolean; readonly width: number },
): readonly string[] {
  const head = ["cluster", "role", "network", "k8s", "server", "uid", "Istio"];
  const listed = full || clusters.length <= MOST_LISTED ? clusters : foldedAlike(clusters);
  const rows = listed.map((one) => ("count" in one ? foldedCells(one) : clusterCells(one)));
  const servers = listed.map((one) => ("count" in one ? undefined : one.server));
  const narrow = table([head, ...rows].map((row) => row.filter((_, index) => index !== 4)));
  // A saved plan has none: how this machine reaches a cluster is its own affair.
  const isKnown = servers.some((server) => server !== undefined);
  const wide = (isKnown ? table([head, ...rows]) : narrow).map((line) => `  ${line}`);
  if (wide.every((line) => line.length <= width)) return ["", ...wide];
  return [
    "",
    ...narrow.flatMap((line, index) => {
      const server = servers[index - 1];
      return index === 0 || server === undefined ? [`  ${line}`] : [`  ${line}`, `    ${server}`];
    }),
  ];
}

/** Clusters that have no row of their own, in the place of the first of them. */
interface Folded {
  readonly like: ClusterView;
  readonly count: number;
  readonly networks: number;
}

function foldedAlike(clusters: readonly ClusterView[]): readonly (ClusterView | Folded)[] {
  const groups = new Map<string, ClusterView[]>();
  for (const cluster of clusters) {
    const key = alikeKey(cluster);
    groups.set(key, [...(groups.get(key) ?? []), cluster]);
  }
  return clusters.flatMap((cluster): readonly (ClusterView | Folded)[] => {
    const group = groups.get(alikeKey(cluster)) ?? [];
    const at = group.indexOf(cluster);
    // A fold of one cluster would take the row that it saves.
    if (at < FEW_LISTED || group.length === FEW_LISTED + 1) return [cluster];
    if (at > FEW_LISTED) return [];
    const others = group.slice(FEW_LISTED);
    const networks = new Set(others.map(({ network }) => network)).size;
    return [{ like: cluster, count: others.length, networks }];
  });
}

/** Names, networks, addresses and uids may differ from cluster to cluster. */
function alikeKey(cluster: ClusterView): string {
  const { role, primary, host } = cluster;
  return JSON.stringify([role, primary, host, versionText(cluster), istioText(cluster)]);
}

function foldedCells({ like, count, networks }: Folded): readonly string[] {
  const network = networks === 1 ? like.network : plural(networks, "network");
  return [`… ${count} more`, like.role, network, versionText(like), "", "", istioText(like)];
}

function clusterCells(cluster: ClusterView): readonly string[] {
  return [
    cluster.name,
    cluster.role,
    cluster.network,
    versionText(cluster),
    cluster.server ?? "",
    (cluster.identity ?? "").slice(0, 8),
    istioText(cluster),
  ];
}

/** Nobody looks for an istiod in a remote, nor in a primary whose istiod runs in a host. */
function istioText({ reachable, istio, primary, host }: ClusterView): string {
  if (!reachable) return "";
  return istio ?? (primary === undefined && host === undefined ? "none found" : "-");
}

/** `1.35.4`; the suffix by which embedded servers are recognised is said in words. */
function versionText({ reachable, server_version: version, embedded }: ClusterView): string {
  if (!reachable) return "not read";
  const plain = (version ?? "").replace(/^v/, "");
  return embedded ? `${plain.replace(/\+.*$/, "")} embedded` : plain;
}
