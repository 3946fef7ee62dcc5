import type { PathElement } from "../../../kube/field-path.ts";
import { FieldSet } from "../../../kube/field-set.ts";
import { isMap, type Json } from "../../../kube/object.ts";
import { ANYTHING, type Schema } from "../../../kube/schema/schema.ts";
import { asList, asMap, atomOf, elementOf, memberSchema } from "./atom.ts";

const LEAF = new FieldSet(true, new Map());

/** Every field a value names. Source: structured-merge-diff typed/tofieldset.go. */
export function fieldSetOf(value: Json, schema: Schema): FieldSet {
  const atom = atomOf(schema, value);
  if (atom.kind === "scalar") return LEAF;
  const children = new Map<PathElement, FieldSet>();
  if (atom.kind === "list") {
    if (atom.list.merge === "atomic") return LEAF;
    for (const item of asList(value))
      children.set(elementOf(item, atom.list), asMember(fieldSetOf(item, atom.list.items)));
    return new FieldSet(false, children);
  }
  if (atom.map.atomic) return LEAF;
  for (const [name, member] of Object.entries(asMap(value))) {
    if (member === undefined) continue;
    const set = fieldSetOf(member, memberSchema(atom.map, name) ?? ANYTHING);
    const isLeaf = member === null || (isMap(member) && Object.keys(member).length === 0);
    const counts = isLeaf || !atom.map.fields.has(name);
    const child = counts ? asMember(set) : set;
    if (!child.isEmpty) children.set(`f:${name}`, child);
  }
  return new FieldSet(false, children);
}

function asMember(set: FieldSet): FieldSet {
  return set.member ? set : new FieldSet(true, set.children);
}

/**
 * The set with every declared field on the way to a member made a member too, so that removing all of a struct's members
 * removes the struct. Source: structured-merge-diff fieldpath/set.go.
 */
export function withParents(set: FieldSet, schema: Schema, isRoot = true): FieldSet {
  const children = new Map<PathElement, FieldSet>();
  for (const [element, child] of set.children) {
    const name = element.slice(2);
    const isField = element.startsWith("f:");
    const below =
      (isField ? schema.map && memberSchema(schema.map, name) : schema.list?.items) ?? ANYTHING;
    const full = withParents(child, below, false);
    const declared = isField && schema.map?.fields.has(name) === true;
    children.set(element, declared ? asMember(full) : full);
  }
  return new FieldSet(set.member && !isRoot, children);
}
