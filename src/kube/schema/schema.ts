import type { JsonMap } from "../object.ts";

/** What a scalar may hold; `any` is a scalar of any type (quantities, int-or-string). */
export type ScalarType = "string" | "numeric" | "boolean" | "any";

/** `integer` has no known width; `bytes` is base64. */
export type ScalarFormat =
  "integer" | "int32" | "int64" | "quantity" | "int-or-string" | "time" | "bytes";

/**
 * What one place of an object may hold. More than one member means the value decides: a place without rules has all three.
 * The shape follows structured-merge-diff's `schema.Atom`, because server-side apply is defined in its terms.
 */
export interface Schema {
  scalar?: ScalarType;
  list?: ListSchema;
  map?: MapSchema;
  /** How the server's own types restrict a scalar beyond its type; absent: they do not. */
  format?: ScalarFormat;
  /** Canonical spelling of scalars: quantities are rewritten, e.g. `1024Mi` to `1Gi`; times with microseconds are in UTC. */
  spelling?: "quantity" | "micro-time";
}

export interface ListSchema {
  readonly items: Schema;
  readonly merge: "atomic" | "set" | readonly string[];
  /** Keys that an item may leave out, with the value it has then: `protocol` of a Service's port. */
  readonly keyDefaults?: JsonMap;
}

export interface MapSchema {
  readonly fields: ReadonlyMap<string, FieldSchema>;
  /** Rules for members without a declared field; undefined: there may be none. */
  readonly others?: Schema;
  readonly atomic: boolean;
}

export interface FieldSchema {
  readonly schema: Schema;
  /**
   * How the server treats a zero value ("" 0 false): `drop` leaves it out, `emit` writes it even when absent,
   * `keep` stores what was sent. This follows from the field's Go type and its `omitempty`.
   */
  readonly zero: "drop" | "emit" | "keep";
}

/** No rules: scalars of any type, granular maps, atomic lists. Custom resources have it where they keep unknown fields. */
export const ANYTHING: Schema = {};
ANYTHING.scalar = "any";
ANYTHING.list = { items: ANYTHING, merge: "atomic" };
ANYTHING.map = { fields: new Map(), others: ANYTHING, atomic: false };
