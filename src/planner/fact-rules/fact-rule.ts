import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Cluster, Mesh } from "../../mesh/model.ts";
import type { Topology } from "../../mesh/topology.ts";
import type { ReachableFacts } from "../facts.ts";

/** A cluster of the file that answered, and what it said. */
export interface Known {
  readonly cluster: Cluster;
  readonly facts: ReachableFacts;
}

/** What a rule over facts is asked about. */
export interface FactInput {
  readonly mesh: Mesh;
  readonly topology: Topology;
  /** The clusters that answered, in the order of the mesh. */
  readonly known: readonly Known[];
}

/** One law the clusters must follow for there to be a plan. Says everything that breaks it; never stops at the first. */
export type FactRule = (input: FactInput) => readonly Diagnostic[];

/** A rule that looks at one cluster at a time and finds at most one thing. */
export function eachCluster(
  check: (known: Known, input: FactInput) => Diagnostic | undefined,
): FactRule {
  return (input) =>
    input.known.map((known) => check(known, input)).filter((one) => one !== undefined);
}
