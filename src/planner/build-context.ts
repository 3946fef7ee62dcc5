import type { KubeObject } from "../kube/object.ts";
import type { Cluster, ClusterName, Mesh, PrimaryCluster, Revision } from "../mesh/model.ts";
import type { Topology } from "../mesh/topology.ts";
import type { DesiredAction } from "./desired-action.ts";
import type { ReachableFacts } from "./facts.ts";
import type { TrustFiles } from "./trust.ts";

/** What one revision has in one cluster: istiod and what belongs to it, or the remote profile. */
export interface RenderedControlPlane {
  readonly revision: Revision;
  readonly objects: readonly KubeObject[];
}

/** Everything a component may look at. */
export interface BuildContext<C extends Cluster = Cluster> {
  readonly mesh: Mesh;
  readonly topology: Topology;
  readonly cluster: C;
  readonly facts: ReachableFacts;
  /** The primary that serves this cluster: itself for a primary, and for a host the one whose istiod it runs. */
  readonly primary: PrimaryCluster;
  /** The cluster in which that istiod runs: the primary, or its host. */
  readonly home: Cluster;
  /** Facts of any reachable cluster. */
  readonly factsOf: (cluster: ClusterName) => ReachableFacts | undefined;
  /** One for each revision, newest first; objects that revisions share are in the first that has them. */
  readonly controlPlanes: readonly RenderedControlPlane[];
  /** Injectors and Services of the tags, with the revision each points to. */
  readonly tags: readonly { readonly revision: Revision; readonly object: KubeObject }[];
  readonly gateway: readonly KubeObject[];
  readonly ingress: readonly KubeObject[];
  /** The definitions of the Gateway API that this Istio is built with; empty where the mesh does not need them. */
  readonly gatewayApi: readonly KubeObject[];
  /** Texts of the files the mesh file names, by absolute path. */
  readonly files: ReadonlyMap<string, string>;
  readonly trust: TrustFiles;
  /** sha256 of the roots every primary is to have; empty where apply makes a new one. */
  readonly roots: readonly string[];
  readonly line: number;
}

/** What one component wants on one cluster; empty where the cluster's role has no use for it. */
export type ComponentBuilder = (context: BuildContext) => readonly DesiredAction[];
