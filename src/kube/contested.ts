import { type FieldPath, FieldSet, fieldsOf, pathText } from "./field-set.ts";
import { builtinFieldTypes } from "./field-types.ts";
import { type KubeObject, managedFieldsOf } from "./object.ts";

/** Who owns a contested field. */
export interface FieldOwner {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
}

export interface Contested {
  readonly path: FieldPath;
  readonly owners: readonly FieldOwner[];
}

/**
 * The leaves of `wanted` that the server named in a conflict, with their owners as the live object records them.
 *
 * A conflict may name a field above or below a leaf (an atomic list, a keyed item), so prefixes count. Texts cannot tell a dot
 * of a label from the end of a field: `app` is no part of `app.kubernetes.io/name`. So a leaf that nobody else owns is left out. The
 * list is not an exact difference: a value that is only spelled differently is in it too.
 */
export function contestedFields(
  wanted: KubeObject,
  live: KubeObject,
  conflicts: readonly { readonly field: string }[],
  manager: string,
): readonly Contested[] {
  const named = conflicts.map((conflict) => conflict.field);
  const others = managedFieldsOf(live)
    .filter((entry) => entry.manager !== manager || entry.operation !== "Apply")
    .map((entry) => ({
      owner: { manager: entry.manager, operation: entry.operation },
      fields: FieldSet.fromFieldsV1(entry.fieldsV1),
    }));
  const leaves = [...fieldsOf(wanted, builtinFieldTypes(wanted.apiVersion, wanted.kind)).leaves()];
  return leaves
    .filter((path) => named.some((field) => touches(field, pathText(path))))
    .map((path) => ({
      path,
      owners: others.filter(({ fields }) => ownsAny(fields, path)).map(({ owner }) => owner),
    }))
    .filter(({ owners }) => owners.length > 0);
}

function touches(field: string, leaf: string): boolean {
  return (
    field === leaf ||
    leaf.startsWith(`${field}.`) ||
    leaf.startsWith(`${field}[`) ||
    field.startsWith(`${leaf}.`) ||
    field.startsWith(`${leaf}[`)
  );
}

/** The field, a part of it, or the whole of which it is a part. */
function ownsAny(fields: FieldSet, path: FieldPath): boolean {
  let node: FieldSet | undefined = fields;
  for (const element of path) {
    node = node.children.get(element);
    if (node === undefined) return false;
    if (node.member && node.children.size === 0) return true;
  }
  return !node.isEmpty;
}

/** A person with kubectl, as opposed to a controller that would write the field again. */
export function isHandEdit(owner: FieldOwner): boolean {
  return owner.operation === "Update" && /^kubectl(-|$)/.test(owner.manager);
}
