import type { FieldPath } from "../kube/field-path.ts";
import type { Json, ObjectRef } from "../kube/object.ts";

/** What happens to one object. `adopt`: only ownership moves, every value is already as wanted. */
export type Verb = "create" | "update" | "delete" | "replace" | "take-over" | "adopt" | "none";

/** Why a change is planned. */
export type Cause =
  /** The mesh file asks for it; the place is the cluster's or the setting's line. */
  | { readonly kind: "file"; readonly line: number }
  /** Somebody changed fields we own by hand. */
  | { readonly kind: "drift"; readonly by: readonly string[] }
  /** Another action's output moved, e.g. a gateway got another address. */
  | { readonly kind: "output"; readonly of: string };

/** One field that changes. Values are what the server stores; secrets and unknown values are marked, never included. */
export interface FieldChange {
  readonly path: FieldPath;
  readonly before?: Json;
  readonly after?: Json;
  /** Values are hidden: both sides are left out. */
  readonly sensitive?: true;
  /** `after` is known only after another action ran. */
  readonly unknown?: true;
}

/** A field another manager owns and that is left as it is. */
export interface ContestedField {
  readonly path: FieldPath;
  readonly manager: string;
  readonly live?: Json;
  readonly wanted?: Json;
}

/** What one patch of the mesh file sets in one object. */
export interface PatchedFields {
  /** Sorted. A field that the patch removes is among them. */
  readonly paths: readonly FieldPath[];
  /** Line of the patch in the mesh file. */
  readonly line: number;
}

/** What must still be true just before the write; otherwise the plan is stale. */
export type Precondition =
  | { readonly absent: true }
  | {
      readonly absent: false;
      readonly uid: string;
      /**
       * sha256 of the live values of the fields meshplan owns or writes; secrets are masked in it. The hash of the body
       * where the object is as the body says.
       */
      readonly ownedHash: string;
    };

/** sha256 (hex) of a body's canonical JSON. */
export type BodyHash = string;

export interface Change {
  readonly verb: Verb;
  readonly object: ObjectRef;
  readonly cause: Cause;
  /** No server has judged this change: its namespace or its CRD does not exist yet, or the plan is read-only. */
  readonly previewed: boolean;
  /** Empty for creations: there the whole body is new. */
  readonly fields: readonly FieldChange[];
  readonly leftAlone: readonly ContestedField[];
  /** Present where patches of the mesh file set fields of it; in the order of the file. */
  readonly patched?: readonly PatchedFields[];
  /** What apply sends, holes included; contested fields that are left alone are already out of it. */
  readonly body: BodyHash;
  readonly precondition: Precondition;
  /** Contested paths of this request are only our own drift or another spelling of the same value. */
  readonly force: boolean;
}
