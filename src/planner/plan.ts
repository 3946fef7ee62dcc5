import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { KubeObject } from "../kube/object.ts";
import type { ClusterName, NetworkName, WrittenTarget } from "../mesh/model.ts";
import type { Action } from "./action.ts";
import type { BodyHash } from "./change.ts";
import type { Leftover } from "./owned-objects.ts";

/** One cluster as the plan saw it. */
export interface PlannedCluster {
  readonly name: ClusterName;
  readonly role: "primary" | "remote" | "host";
  readonly primary?: ClusterName;
  /** The cluster in which its istiod runs, where that is not its own. */
  readonly host?: ClusterName;
  /** The DNS name by which it calls the istiod of another cluster, as the file says; absent: by a Service of its own. */
  readonly webhookHost?: string;
  /** It runs an istiod that signs or hands out the root of the mesh. */
  readonly signs?: true;
  readonly network: NetworkName;
  /** kubeconfig context by which it is reached: the mesh file's, or that of `--context`. */
  readonly context: string;
  /** Absolute. */
  readonly kubeconfig?: string;
  /** What the mesh file says of both. */
  readonly written: WrittenTarget;
  /** The Service of a gateway that others made and this mesh uses. */
  readonly gatewayService?: { readonly namespace: string; readonly name: string };
  readonly reachable: boolean;
  /** Absent where the cluster could not be reached. */
  readonly server?: string;
  readonly serverVersion?: string;
  /** uid of the kube-system namespace: a cluster's identity. */
  readonly identity?: string;
  readonly embedded: boolean;
  /** istiod of this mesh found running, e.g. `1.31.0`. */
  readonly istio?: string;
  /** The Helm values that the mesh file sets for what is rendered for it; absent where it sets none. Sorted by path. */
  readonly values?: readonly WrittenValue[];
  /** Line of the cluster's key in the mesh file. */
  readonly line: number;
}

/** A value of the renderer's that the mesh file sets itself. */
export interface WrittenValue {
  /** `global.hub`, or `gateway.values.replicas` for the Deployment of the gateway. */
  readonly path: string;
  /** Line of the mesh file. */
  readonly line: number;
  /** Of the canonical JSON of the value, hex: what is rendered of it must be it, and it may be secret. */
  readonly sha256: string;
}

interface PlannedRevision {
  readonly name: string;
  readonly version: string;
  readonly tags: readonly string[];
}

export interface PlannedTrust {
  readonly root: "existing" | "generated" | "files";
  /** sha256 of the roots every primary trusts; empty where apply makes a new one. */
  readonly roots: readonly string[];
  /** The Secrets cacerts were not read, in a read-only plan: which root the mesh has is not known. */
  readonly unread?: true;
  /** `trust.key` or `trust.folder`, as the file writes it. */
  readonly path?: string;
}

/** A finished plan: immutable plain data, everything apply needs. */
export interface Plan {
  readonly mesh: string;
  /** Path of the mesh file as the user named it. */
  readonly file: string;
  /**
   * The folder of the mesh file, from the working directory. Present where apply needs a path that the mesh file writes
   * relative to it: then what is approved is also where that path leads.
   */
  readonly folder?: string;
  readonly istioVersion: string;
  /** Present where control planes have names. Newest first; tags sorted. */
  readonly revisions?: readonly PlannedRevision[];
  /** The namespace of Istio, the same in every cluster. */
  readonly namespace: string;
  readonly renderer: {
    /** `none`: others deliver everything that would be rendered. */
    readonly kind: "istioctl" | "helm" | "outline" | "none";
    readonly version: string;
    /** As the mesh file writes it. */
    readonly charts?: string;
    /** Of the program's file. Another system's program of the version renders the same: not in the digest, and not saved. */
    readonly sha256?: string;
    /** Over the charts that were rendered. */
    readonly chartsSha256?: string;
    readonly note?: string;
  };
  /** Absent where the one istiod of the mesh makes its own root. */
  readonly trust?: PlannedTrust;
  /**
   * Made by reading alone: compared by meshplan itself, without a dry run, and without asking for the rights of an apply.
   * apply refuses it. The mode is content: the digest of a read-only plan is never that of a plan that can be applied.
   */
  readonly readOnly?: true;
  /** False where a cluster was unreachable: what depends on it is not guessed. */
  readonly complete: boolean;
  /** In the order of the mesh file. */
  readonly clusters: readonly PlannedCluster[];
  /** Every action after the actions it needs; ties by the cluster's place in the mesh file and component order. */
  readonly actions: readonly Action[];
  /** What apply sends, by hash; equal bodies of many clusters are kept once. Values not known yet are Deferred leaves. */
  readonly bodies: ReadonlyMap<BodyHash, KubeObject>;
  /**
   * What the mesh has in the clusters and no action names, in an order in which it can be deleted; absent where there is none,
   * and where a cluster was not read.
   */
  readonly leftovers?: readonly Leftover[];
  /** Kinds of objects that may not be listed, so that nobody knows what is left over of them; absent where all may be. */
  readonly unlisted?: readonly {
    readonly cluster: ClusterName;
    readonly kinds: readonly string[];
  }[];
  /** MP05xx, warnings only: with an error there is no plan. */
  readonly diagnostics: readonly Diagnostic[];
  /** `sha256:…` over everything that is written or judged (plan-content.ts). What people approve. */
  readonly digest: string;
}
