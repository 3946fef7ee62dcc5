import type { Cluster, ClusterName, Mesh, NetworkName } from "./model.ts";

/** The reader's token of cluster `of`, kept as a remote secret in cluster `in`. */
interface NeededSecret {
  readonly of: ClusterName;
  readonly in: ClusterName;
}

/** Which istiod serves which cluster, and what follows from it. Clusters are in the order of the mesh, networks by name. */
export interface Topology {
  readonly primaries: readonly ClusterName[];
  /** The primary whose istiod each host runs; a host that runs none is absent. */
  readonly hosts: ReadonlyMap<ClusterName, ClusterName>;
  /** The cluster in which the istiod of each primary runs: itself, or its host. */
  readonly istiodOf: ReadonlyMap<ClusterName, ClusterName>;
  /** The remotes of each primary; a primary without remotes has an empty list. */
  readonly remotesOf: ReadonlyMap<ClusterName, readonly ClusterName[]>;
  /** The cluster whose istiod serves this one: its primary, or itself. Remotes whose primary does not exist are absent. */
  readonly controlledBy: ReadonlyMap<ClusterName, ClusterName>;
  /** The clusters of each network; clusters without a network are in none. */
  readonly networks: ReadonlyMap<NetworkName, readonly ClusterName[]>;
  readonly multiNetwork: boolean;
  /**
   * Every istiod reads every other member of the mesh: one secret per pair of a member and a primary that is not itself,
   * kept where that primary's istiod runs.
   */
  readonly secrets: readonly NeededSecret[];
  /**
   * The clusters with an east-west gateway. With several networks: every cluster, or the one that its network names. With one
   * network, and beside the named one: the clusters that expose a control plane.
   */
  readonly eastWestGateways: readonly ClusterName[];
  /** Clusters where others reach an istiod: primaries with remotes, by their east-west gateway; hosts, by a Service of it. */
  readonly exposesControlPlane: readonly ClusterName[];
  /**
   * Primaries that open their services to other networks; their istiod programs the gateways of their remotes too. None in
   * ambient mode: there each Service decides for itself, with the label istio.io/global.
   */
  readonly exposesServices: readonly ClusterName[];
}

/**
 * Derives everything that follows from who is a primary, who is a remote of whom and who shares a network with whom.
 *
 * Answers for every mesh, even one that the rules refuse: nobody controls a remote whose primary does not exist or is not a
 * primary. The matrix is that of Istio's installation guides:
 * https://istio.io/latest/docs/setup/install/multicluster/
 */
export function topologyOf(mesh: Mesh): Topology {
  const { clusters } = mesh;
  const members = clusters.filter(({ role }) => role !== "host").map(({ name }) => name);
  const primaries = clusters
    .filter((cluster) => cluster.role === "primary")
    .map(({ name }) => name);
  const remotesOf = new Map<ClusterName, ClusterName[]>(primaries.map((name) => [name, []]));
  for (const cluster of clusters)
    if (cluster.role === "remote") remotesOf.get(cluster.primary)?.push(cluster.name);
  const networks = networksOf(mesh);
  const multiNetwork = networks.size > 1;
  const hasGateway = gatewayHolders(mesh);
  const istiodOf = istiodsOf(clusters);
  const hosts = new Map(
    [...istiodOf]
      .filter(([primary, place]) => primary !== place)
      .map(([primary, place]) => [place, primary]),
  );
  const exposesControlPlane = clusters
    .map(({ name }) => name)
    .filter(
      (name) =>
        hosts.has(name) || (istiodOf.get(name) === name && remotesOf.get(name)?.length !== 0),
    );
  return {
    primaries,
    hosts,
    istiodOf,
    remotesOf,
    controlledBy: controllers(clusters, remotesOf),
    networks,
    multiNetwork,
    secrets: primaries.flatMap((primary) =>
      members
        .filter((name) => name !== primary)
        .map((name) => ({ of: name, in: istiodOf.get(primary) ?? primary })),
    ),
    eastWestGateways: multiNetwork
      ? members.filter((name) => hasGateway(name) || exposesControlPlane.includes(name))
      : exposesControlPlane.filter((name) => !hosts.has(name)),
    exposesControlPlane,
    exposesServices: multiNetwork && mesh.mode === "sidecar" ? primaries : [],
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

/**
 * If the file asks for a host that the rules refuse (it does not exist, is none, or is taken), the primary runs its istiod
 * itself.
 */
function istiodsOf(clusters: readonly Cluster[]): ReadonlyMap<ClusterName, ClusterName> {
  const free = new Set(clusters.filter(({ role }) => role === "host").map(({ name }) => name));
  return new Map(
    clusters.flatMap((cluster) => {
      if (cluster.role !== "primary") return [];
      const { name, host } = cluster;
      return [[name, host !== undefined && free.delete(host) ? host : name] as const];
    }),
  );
}

function networksOf(mesh: Mesh): ReadonlyMap<NetworkName, readonly ClusterName[]> {
  const networks = new Map<NetworkName, ClusterName[]>();
  const used = mesh.clusters.map((cluster) => cluster.network).filter((network) => network !== "");
  for (const network of [...new Set(used)].sort()) networks.set(network, []);
  for (const { name, network } of mesh.clusters) networks.get(network)?.push(name);
  return networks;
}

function controllers(
  clusters: readonly Cluster[],
  remotesOf: ReadonlyMap<ClusterName, readonly ClusterName[]>,
): ReadonlyMap<ClusterName, ClusterName> {
  return new Map(
    clusters.flatMap((cluster) => {
      if (cluster.role === "host") return [];
      const primary = cluster.role === "remote" ? cluster.primary : cluster.name;
      return remotesOf.has(primary) ? [[cluster.name, primary] as const] : [];
    }),
  );
}
