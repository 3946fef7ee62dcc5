import type { ActionKind } from "../planner/action.ts";
import type { Cause, Verb } from "../planner/change.ts";
import type { PlannedTrust, WrittenValue } from "../planner/plan.ts";
import type { Json, ObjectRef } from "../kube/object.ts";
import type { Risk } from "./risks/risk.ts";

/**
 * The public form of a plan: text, JSON, graph and screen are all made from it, so they cannot disagree.
 *
 * Keys are those of schema/plan.schema.json, hence snake_case. New optional keys are a minor version; anything else is a
 * major one. Holds no secret value and no value that is known only after apply.
 */
export interface PlanView {
  readonly format_version: "1.1";
  readonly meshplan_version: string;
  readonly mesh: string;
  /** Path of the mesh file as the user named it; `-` is standard input. */
  readonly file: string;
  readonly istio_version: string;
  /** Present where control planes have names; newest first. */
  readonly revisions?: readonly {
    readonly name: string;
    readonly version: string;
    readonly tags: readonly string[];
  }[];
  /** The namespace of Istio, the same in every cluster. */
  readonly namespace: string;
  readonly renderer: {
    readonly kind: "istioctl" | "helm" | "outline" | "none";
    readonly version: string;
    readonly charts?: string;
    readonly sha256?: string;
    readonly charts_sha256?: string;
    readonly note?: string;
  };
  /** Absent where the one istiod of the mesh makes its own root. */
  readonly trust?: PlannedTrust;
  readonly digest: string;
  /** Made by reading alone, for review: no server has judged it, and apply refuses it. */
  readonly read_only?: true;
  /** False if a cluster could not be read: actions that depend on it are not in the plan. */
  readonly complete: boolean;
  readonly summary: PlanSummary;
  readonly clusters: readonly ClusterView[];
  /** Every action after the actions it needs; actions without changes are listed too. */
  readonly actions: readonly ActionView[];
  /**
   * Objects of the mesh that are in the clusters and that no action names; absent where none, or where a cluster was not
   * read.
   */
  readonly leftovers?: LeftoversView;
  /** Kinds that the account may not list, so that nobody knows which of their objects are left over. */
  readonly unlisted?: readonly { readonly cluster: string; readonly kinds: readonly string[] }[];
  readonly diagnostics: readonly DiagnosticView[];
  /** The risks that a reviewer must not miss, the most dangerous kinds first. Complete: no writer cuts any of it. */
  readonly risks: readonly RiskView[];
}

/** One finding; equal ones of several clusters are one. */
export interface RiskView {
  readonly topic:
    | "not read"
    | "manifests"
    | "credentials"
    | "rights"
    | "images"
    | "pods"
    | "webhooks"
    | "objects"
    | "patched"
    | "values"
    | "contested"
    | Exclude<Risk, "none">;
  readonly risk: Risk;
  /** The risk, in the same words for all of its kind; empty where the topic says it. */
  readonly text: string;
  /** The subject of the risk, with the values that make it dangerous; empty where it is about the whole mesh. */
  readonly subject: string;
  /** In the order of the file; empty where it is about the whole mesh. */
  readonly clusters: readonly string[];
  readonly object?: ObjectRef;
}

/**
 * Objects by what happens to them. A replaced object counts in `add`, `destroy` and `replace`; a take-over also in
 * `change`.
 */
export interface PlanSummary {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
  readonly replace: number;
  readonly take_over: number;
  readonly adopt: number;
  /** Fields, not objects: each is owned by somebody else and stays as it is. */
  readonly left_alone: number;
  readonly unchanged: number;
  /** Objects that others still have to write; in no other count. */
  readonly for_others: number;
  /** Secrets that a read-only plan may not read; in no other count. */
  readonly unread: number;
  /** Objects of the mesh that no action names; in no other count. */
  readonly left_over: number;
  /** The worst risk of any action, and of the findings about clusters and the whole mesh. */
  readonly risk: Risk;
  /** Which action or cluster has it, and why; absent where there is none. */
  readonly risk_reason?: string;
}

export interface ClusterView {
  readonly name: string;
  readonly role: "primary" | "remote" | "host";
  readonly primary?: string;
  /** The cluster in which its istiod runs, where that is not its own. */
  readonly host?: string;
  /** The DNS name by which it calls an istiod elsewhere; absent: it calls it by a Service of its own. */
  readonly webhook_host?: string;
  readonly network: string;
  readonly context: string;
  readonly reachable: boolean;
  readonly server?: string;
  readonly server_version?: string;
  /** uid of the kube-system namespace. */
  readonly identity?: string;
  readonly embedded: boolean;
  /** Version of the istiod of this mesh that was found running. */
  readonly istio?: string;
  /** The renderer's values that the mesh file sets for it itself. */
  readonly values?: readonly WrittenValue[];
  readonly line: number;
}

export interface ActionView {
  readonly id: string;
  readonly cluster: string;
  readonly component: string;
  readonly subject?: string;
  /** The control plane that this action belongs to, where control planes have names. */
  readonly revision?: string;
  readonly kind: ActionKind;
  readonly needs: readonly { readonly id: string; readonly reason: string }[];
  readonly provides: readonly string[];
  /** The conditions for readiness, in words. */
  readonly waits_for: readonly string[];
  /** The worst risk of its changes, of objects that others still have to write for it, and of findings about it as a whole. */
  readonly risk: Risk;
  /** Which object has it, and why; absent where there is none. */
  readonly risk_reason?: string;
  /** Present where the action gives this cluster a credential for another one. */
  readonly credential?: CredentialView;
  /** Secrets of this action that a read-only plan may not read, so that nothing is known about them. */
  readonly unread?: readonly ObjectRef[];
  /** Present where others deliver the component. */
  readonly delivery?: DeliveryView;
  readonly changes: readonly ChangeView[];
}

/** Where a credential leads, and how that compares with what the cluster behind it says about itself. */
export interface CredentialView extends Omit<WayView, "server"> {
  /** The cluster that the credential is for. */
  readonly of: string;
  /** The API server as this cluster is to reach it. */
  readonly server: string;
  /** Id of the action that makes the token. */
  readonly token_from: string;
  readonly server_is: "kubeconfig" | "other";
  /** Whether the certificates to trust are the cluster's own; `public`: any publicly trusted authority may sign. */
  readonly ca: "cluster" | "other" | "public" | "unknown";
  /** What the live Secret says, where it changes. */
  readonly before?: WayView;
}

export interface WayView {
  readonly server?: string;
  readonly tls_server_name?: string;
  readonly proxy_url?: string;
  /** sha256 of the first certificate to trust, `AA:BB:…`. */
  readonly ca_fingerprint?: string;
  /** No certificate is checked. */
  readonly insecure?: true;
}

export interface DeliveryView {
  /** `external`: it was read and checked. `render`: others apply the file that `meshplan render` writes. */
  readonly mode: "external" | "render";
  /** Who delivers it, where that can be told: `Helm release istiod`. */
  readonly by?: string;
  /** Below the folder of `meshplan render --out`. */
  readonly file?: string;
  /** Objects that the tool that applies the file still has to write. */
  readonly pending: readonly PendingView[];
}

export interface PendingView {
  readonly object: ObjectRef;
  /** Paths with another value than the file; empty: the object is missing. */
  readonly differs: readonly string[];
  /**
   * The object as the file has it; if it differs, only the fields that do. Unknown and sensitive leaves are null here and
   * `true` in the tree that marks them.
   */
  readonly after: Json;
  readonly after_unknown: Marks;
  readonly sensitive: Marks;
  /** The paths of `differs` with their values in the file. The plan does not have their present values. */
  readonly fields: readonly Omit<FieldView, "before">[];
  /** Present where patches of the mesh file set fields of it. */
  readonly patched?: readonly PatchedView[];
  readonly risk: Risk;
  readonly risk_reason?: string;
}

/** JSON shaped like an object, with `true` at the leaves it marks. */
export type Marks = Json;

export interface ChangeView {
  readonly verb: Verb;
  readonly object: ObjectRef;
  readonly risk: Risk;
  readonly risk_reason?: string;
  readonly cause: Cause;
  /** No server has judged this change: its namespace or its CRD does not exist yet, or the plan is read-only. */
  readonly previewed: boolean;
  /**
   * The fields meshplan owns, as the server has them. Null where there is no object. For an update only the fields that
   * change. Absent for the verb `none`.
   */
  readonly before?: Json;
  /** The same fields after apply. Unknown and sensitive leaves are null here and `true` in the tree that marks them. */
  readonly after?: Json;
  readonly after_unknown?: Marks;
  readonly sensitive?: Marks;
  readonly fields: readonly FieldView[];
  readonly left_alone: readonly LeftAloneView[];
  /** Present where patches of the mesh file set fields of it. */
  readonly patched?: readonly PatchedView[];
  /** Owned fields of the object that stay as they are. */
  readonly unchanged_fields: number;
}

/** The fields that one patch of the mesh file sets in one object. */
export interface PatchedView {
  /** As in `FieldView`; sorted. */
  readonly paths: readonly string[];
  /** Line of the patch in the mesh file. */
  readonly line: number;
}

export interface FieldView {
  /** As `printedPath` prints it: `spec.ports[name="tls"].port`, `spec.selector["app.kubernetes.io/name"]`. */
  readonly path: string;
  /** Null: the field is not set. */
  readonly before: Json;
  readonly after: Json;
  readonly sensitive?: true;
  readonly unknown?: true;
}

export interface LeftAloneView {
  readonly path: string;
  /** The field manager that owns it. */
  readonly manager: string;
  readonly live: Json;
  readonly wanted: Json;
  readonly sensitive?: true;
}

export interface LeftoversView {
  /** In an order in which they can be deleted. */
  readonly objects: readonly LeftoverView[];
  /** What to do by hand, in this order. */
  readonly removal: readonly RemovalStepView[];
}

interface LeftoverView {
  readonly cluster: string;
  readonly object: ObjectRef;
  /** Who delivers it, if that is not meshplan. */
  readonly by?: string;
  /** A remote secret: the cluster that istiod reads by it. */
  readonly reads?: string;
}

/** A command, something to know before it, or both. */
export interface RemovalStepView {
  readonly cluster: string;
  readonly note?: string;
  /** For a POSIX shell. */
  readonly command?: string;
}

export interface DiagnosticView {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly help: string;
  readonly cluster?: string;
  readonly object?: ObjectRef;
}

/** False: apply would write nothing. Fields that are left alone are no change. */
export function hasChanges(view: PlanView): boolean {
  return view.actions.some((action) => action.changes.some((change) => change.verb !== "none"));
}
