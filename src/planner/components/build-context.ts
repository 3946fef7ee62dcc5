import type { KubeObject } from "../../kube/object.ts";
import type { Cluster, ClusterName, Mesh, PrimaryCluster, Revision } from "../../mesh/model.ts";
import type { Topology } from "../../mesh/topology.ts";
import type { ReachableFacts } from "../facts.ts";
import type { TrustFiles } from "../trust.ts";

/** What was rendered of one component for one revision of a cluster. */
export interface RenderedPart {
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
  /**
   * What a component writes of what was rendered for this cluster: a part for each revision, newest first. Objects that
   * revisions share are in the first that has them. Without objects where others deliver the component.
   */
  readonly rendered: (component: string) => readonly RenderedPart[];
  /** The definitions of the Gateway API that this Istio is built with; empty where the mesh does not need them. */
  readonly gatewayApi: readonly KubeObject[];
  /** Texts of the files the mesh file names, by absolute path. */
  readonly files: ReadonlyMap<string, string>;
  readonly trust: TrustFiles;
  /** sha256 of the roots every primary is to have; empty where apply makes a new one. */
  readonly roots: readonly string[];
  readonly line: number;
}
