import { sameJson } from "../../../kube/canonical.ts";
import type { FieldPath, PathElement } from "../../../kube/field-path.ts";
import { FieldSet } from "../../../kube/field-set.ts";
import type { Json } from "../../../kube/object.ts";
import { ANYTHING, type ListSchema, type Schema } from "../../../kube/schema/schema.ts";
import { asList, asMap, atomOf, bothEmpty, elementOf, memberSchema } from "./atom.ts";

/** How one object became another, by field. No field is in more than one set. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

interface Found {
  readonly added: FieldPath[];
  readonly modified: FieldPath[];
  readonly removed: FieldPath[];
}

/** Source: structured-merge-diff typed/compare.go. */
export function compareValues(
  before: Json | undefined,
  after: Json | undefined,
  schema: Schema,
): Comparison {
  const found: Found = { added: [], modified: [], removed: [] };
  compare(before, after, schema, [], found);
  return {
    added: FieldSet.fromPaths(found.added),
    modified: FieldSet.fromPaths(found.modified),
    removed: FieldSet.fromPaths(found.removed),
  };
}

function compare(
  before: Json | undefined,
  after: Json | undefined,
  schema: Schema,
  path: FieldPath,
  found: Found,
): void {
  if (before === after) return;
  const atom = atomOf(schema, after === undefined ? before : after);
  const atomic =
    atom.kind === "scalar" ||
    (atom.kind === "map" ? atom.map.atomic : atom.list.merge === "atomic") ||
    bothEmpty(before, after);
  if (before === undefined) found.added.push(path);
  else if (after === undefined) found.removed.push(path);
  else if (atomic && !sameJson(before, after)) found.modified.push(path);
  if (atomic) return;
  if (atom.kind === "list") compareLists(before, after, atom.list, path, found);
  else {
    const left = asMap(before);
    const right = asMap(after);
    for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const member = memberSchema(atom.map, name) ?? ANYTHING;
      compare(left[name], right[name], member, [...path, `f:${name}`], found);
    }
  }
}

function compareLists(
  before: Json | undefined,
  after: Json | undefined,
  list: ListSchema,
  path: FieldPath,
  found: Found,
): void {
  const left = itemsByElement(asList(before), list);
  const right = itemsByElement(asList(after), list);
  for (const element of new Set([...left.keys(), ...right.keys()]))
    compare(left.get(element), right.get(element), list.items, [...path, element], found);
}

function itemsByElement(items: readonly Json[], list: ListSchema): Map<PathElement, Json> {
  return new Map(items.map((item) => [elementOf(item, list), item]));
}
