import type { ClusterName, Mesh, NetworkName } from "./model.ts";

/** The reader's token of cluster `of`, kept as a remote secret in cluster `in`. */
export interface NeededSecret {
  readonly of: ClusterName;
  readonly in: ClusterName;
}

/** Who serves whom and what follows from it. Every list is sorted by name. */
export interface Topology {
  readonly primaries: readonly ClusterName[];
  /** The remotes of each primary; a primary without remotes has an empty list. */
  readonly remotesOf: ReadonlyMap<ClusterName, readonly ClusterName[]>;
  /** The cluster whose istiod serves this one: its primary, or itself. Remotes whose primary does not exist are absent. */
  readonly controlledBy: ReadonlyMap<ClusterName, ClusterName>;
  /** The clusters of each network; clusters without a network are in none. */
  readonly networks: ReadonlyMap<NetworkName, readonly ClusterName[]>;
  readonly multiNetwork: boolean;
  /** Every istiod reads every other cluster: one secret per pair of any cluster and a primary that is not itself. */
  readonly secrets: readonly NeededSecret[];
  /**
   * With several networks every cluster, or the one that its network names; with one network, and beside the named one,
   * where a control plane is exposed.
   */
  readonly eastWestGateways: readonly ClusterName[];
  /** Primaries whose istiod remotes reach through their east-west gateway. */
  readonly exposesControlPlane: readonly ClusterName[];
  /** Primaries that open their services to other networks; their istiod programs the gateways of their remotes too. */
  readonly exposesServices: readonly ClusterName[];
}

/**
 * What follows from who is a primary, who is a remote of whom and who shares a network with whom.
 *
 * Answers for every mesh, also for one the rules refuse: a remote of a cluster that does not exist or is no primary is
 * controlled by nobody. The matrix is that of Istio's installation guides:
 * https://istio.io/latest/docs/setup/install/multicluster/
 */
export function topologyOf(mesh: Mesh): Topology {
  const clusters = [...mesh.clusters].sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = clusters.map((cluster) => cluster.name);
  const primaries = clusters
    .filter((cluster) => cluster.role === "primary")
    .map(({ name }) => name);
  const remotesOf = new Map<ClusterName, ClusterName[]>(primaries.map((name) => [name, []]));
  for (const cluster of clusters)
    if (cluster.role === "remote") remotesOf.get(cluster.primary)?.push(cluster.name);
  const networks = networksOf(mesh);
  const multiNetwork = networks.size > 1;
  const hasGateway = gatewayHolders(mesh);
  const exposesControlPlane = primaries.filter((primary) => remotesOf.get(primary)?.length !== 0);
  return {
    primaries,
    remotesOf,
    controlledBy: controllers(remotesOf),
    networks,
    multiNetwork,
    secrets: primaries.flatMap((primary) =>
      names.filter((name) => name !== primary).map((name) => ({ of: name, in: primary })),
    ),
    eastWestGateways: multiNetwork
      ? names.filter((name) => hasGateway(name) || exposesControlPlane.includes(name))
      : exposesControlPlane,
    exposesControlPlane,
    exposesServices: multiNetwork ? primaries : [],
  };
}

/** Whether a cluster has a gateway for its network's services: every cluster, or the one its network names. */
function gatewayHolders(mesh: Mesh): (name: ClusterName) => boolean {
  const networkOf = new Map(mesh.clusters.map(({ name, network }) => [name, network]));
  return (name) => {
    const network = networkOf.get(name);
    const only = network === undefined ? undefined : mesh.networks.get(network)?.gatewayCluster;
    return only === undefined || only === name;
  };
}

function networksOf(mesh: Mesh): ReadonlyMap<NetworkName, readonly ClusterName[]> {
  const networks = new Map<NetworkName, ClusterName[]>();
  const used = mesh.clusters.map((cluster) => cluster.network).filter((network) => network !== "");
  for (const network of [...new Set(used)].sort()) networks.set(network, []);
  for (const { name, network } of mesh.clusters) networks.get(network)?.push(name);
  for (const members of networks.values()) members.sort();
  return networks;
}

function controllers(
  remotesOf: ReadonlyMap<ClusterName, readonly ClusterName[]>,
): ReadonlyMap<ClusterName, ClusterName> {
  const pairs = [...remotesOf].flatMap(([primary, remotes]) =>
    [primary, ...remotes].map((name) => [name, primary] as const),
  );
  return new Map(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}
