import type { Cluster, ClusterName, Mesh } from "../../../mesh/model.ts";
import type { Topology } from "../../../mesh/topology.ts";
import type { ReachableFacts } from "../../facts.ts";

/** What a check may look at, and what was found of the component it judges. */
export interface CheckContext {
  readonly mesh: Mesh;
  readonly topology: Topology;
  readonly cluster: Cluster;
  /** Of any cluster that was reached. */
  readonly factsOf: (cluster: ClusterName) => ReachableFacts | undefined;
}
