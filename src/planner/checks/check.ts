import type { DiagnosticCode } from "../../diagnostics/codes.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Cluster, ClusterName, Mesh } from "../../mesh/model.ts";
import type { Topology } from "../../mesh/topology.ts";
import type { DesiredAction } from "../desired-action.ts";
import type { ClusterFacts, ReachableFacts } from "../facts.ts";
import type { MeshFiles } from "../mesh-files.ts";
import type { Leftover } from "../owned-objects.ts";
import type { Plan } from "../plan.ts";
import type { LookedFor } from "../pull-secrets.ts";
import type { TrustFiles } from "../trust.ts";

/** A cluster of the file that answered, and what it said. */
export interface Known {
  readonly cluster: Cluster;
  readonly facts: ReachableFacts;
}

/** What is known before anything is planned. */
export interface CheckInput {
  readonly mesh: Mesh;
  readonly topology: Topology;
  /** Of every cluster, in the order of the mesh. */
  readonly all: readonly ClusterFacts[];
  /** The clusters that answered, in the order of the mesh. */
  readonly known: readonly Known[];
  /** The same by name. */
  readonly facts: ReadonlyMap<ClusterName, ReachableFacts>;
  readonly files: MeshFiles;
  readonly trust: TrustFiles;
  readonly now: Date;
  /** The user wants a plan without the clusters that do not answer. */
  readonly allowUnreachable: boolean;
  /** The pull secrets that the mesh will name; empty until that is known. */
  readonly looked: readonly LookedFor[];
  /** What the clusters have of the mesh and the file does not; empty until that is known. */
  readonly leftovers: readonly Leftover[];
}

/** What each stage hands to its checks. */
export interface CheckInputs {
  readonly facts: CheckInput;
  readonly desired: Pick<CheckInput, "mesh"> & { readonly desired: readonly DesiredAction[] };
  /** What such a check finds is told and is in no plan: it is the affair of this machine or of this account. */
  readonly plan: CheckInput & { readonly plan: Plan };
}

export type Stage = keyof CheckInputs;

/** One law the clusters must follow for there to be a plan. */
export interface Check<S extends Stage> {
  readonly over: S;
  /** Everything it may tell. No two checks tell the same. */
  readonly codes: readonly DiagnosticCode[];
  /**
   * `which cluster`: it finds out whether each context leads to the cluster that is meant. Nothing that
   * other checks find in the clusters is told where one does not: it follows from that, and its next steps would do harm there.
   * `nothing of clusters`: it is told even then.
   */
  readonly decides?: "which cluster" | "nothing of clusters";
  /** What it finds is told elsewhere already. */
  readonly unless?: (found: Diagnostic, input: CheckInputs[S]) => boolean;
  /** Says everything that breaks the law; never stops at the first. */
  readonly check: (input: CheckInputs[S]) => readonly Diagnostic[];
}

/** A check that looks at one cluster at a time and finds at most one thing. */
export function eachCluster(
  code: DiagnosticCode,
  check: (known: Known, input: CheckInput) => Diagnostic | undefined,
  options: Pick<Check<"facts">, "decides"> = {},
): Check<"facts"> {
  return {
    over: "facts",
    codes: [code],
    ...options,
    check: (input) =>
      input.known.map((known) => check(known, input)).filter((one) => one !== undefined),
  };
}
