import type { PathElement } from "../../../kube/field-path.ts";
import { itemElement } from "../../../kube/field-set.ts";
import { isList, isMap, type Json, type JsonMap } from "../../../kube/object.ts";
import type { ListSchema, MapSchema, ScalarType, Schema } from "../../../kube/schema/schema.ts";

/** The one way to read a place, once its value has decided. */
type Atom =
  | { readonly kind: "map"; readonly map: MapSchema }
  | { readonly kind: "scalar"; readonly scalar: ScalarType }
  | { readonly kind: "list"; readonly list: ListSchema };

/**
 * Picks the rule for a value: by the value's own type where the schema allows it, else the first rule there is.
 * `undefined` is an absent value. Source: structured-merge-diff typed/helpers.go, `deduceAtom` and `handleAtom`.
 */
export function atomOf(schema: Schema, value: Json | undefined): Atom {
  const { map, scalar, list } = schema;
  if (isMap(value)) {
    if (map !== undefined) return { kind: "map", map };
  } else if (isList(value)) {
    if (list !== undefined) return { kind: "list", list };
  } else if (value !== undefined && value !== null && scalar !== undefined) {
    return { kind: "scalar", scalar };
  }
  if (map !== undefined) return { kind: "map", map };
  if (scalar !== undefined) return { kind: "scalar", scalar };
  if (list !== undefined) return { kind: "list", list };
  throw new Error("internal: a schema without any rule");
}

/** Rules for one member of a map; undefined where the schema does not allow it. */
export function memberSchema(map: MapSchema, name: string): Schema | undefined {
  return map.fields.get(name)?.schema ?? map.others;
}

/** The identity of a list item in a set or keyed list. */
export function elementOf(item: Json, list: ListSchema): PathElement {
  if (list.merge === "atomic")
    throw new Error("internal: items of an atomic list have no identity");
  return itemElement(item, list.merge === "set" ? "set" : { keys: list.merge });
}

export function asMap(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {};
}

export function asList(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

/** Neither side has any content: such lists and maps count as leaves, which keeps "empty" and "null" apart. */
export function bothEmpty(a: Json | undefined, b: Json | undefined): boolean {
  return isEmpty(a) && isEmpty(b);
}

function isEmpty(value: Json | undefined): boolean {
  return isList(value) ? value.length === 0 : !isMap(value) || Object.keys(value).length === 0;
}
