import type { FieldSet } from "../../../kube/field-set.ts";
import type { Json } from "../../../kube/object.ts";
import { ANYTHING, type Schema } from "../../../kube/schema/schema.ts";
import { asList, asMap, atomOf, elementOf, memberSchema } from "./atom.ts";

/** The value without the given fields; absent when nothing is left. Source: structured-merge-diff typed/remove.go. */
export function removeFields(value: Json, fields: FieldSet, schema: Schema): Json | undefined {
  const atom = atomOf(schema, value);
  if (atom.kind === "scalar") return value;
  if (atom.kind === "list") {
    if (atom.list.merge === "atomic") return undefined;
    const { list } = atom;
    const items = asList(value).flatMap((item) => {
      const below = fields.children.get(elementOf(item, list));
      if (below === undefined) return [item];
      if (below.member) return [];
      const rest = removeFields(item, below, list.items);
      return rest === undefined ? [] : [rest];
    });
    return items.length > 0 ? items : undefined;
  }
  if (atom.map.atomic) return undefined;
  const out: Record<string, Json> = {};
  for (const [name, member] of Object.entries(asMap(value))) {
    if (member === undefined) continue;
    const below = fields.children.get(`f:${name}`);
    if (below?.member === true) continue;
    const schemaBelow = memberSchema(atom.map, name) ?? ANYTHING;
    // A member that is emptied stays as a null: the owner of the member itself still owns it.
    out[name] = below === undefined ? member : (removeFields(member, below, schemaBelow) ?? null);
  }
  return Object.keys(out).length > 0 ? out : undefined;
}
