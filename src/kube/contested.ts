import { areRelated, type FieldPath, serverPathText } from "./field-path.ts";
import { FieldSet, fieldsOf } from "./field-set.ts";
import { builtinFieldTypes } from "./field-types.ts";
import { type KubeObject, managedFieldsOf } from "./object.ts";

/** Who owns a contested field. */
interface FieldOwner {
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
 * A conflict may name a field above or below a leaf (an atomic list, a keyed item). Its text does not distinguish a dot in a
 * label from the end of a field, so it is not read. It names fields that somebody else owns, and the live object has those
 * with their keys. The list is not an exact difference: it also has values that are only spelled differently.
 */
export function contestedFields(
  wanted: KubeObject,
  live: KubeObject,
  conflicts: readonly { readonly field: string }[],
  manager: string,
): readonly Contested[] {
  const texts = new Set(conflicts.map(({ field }) => field));
  const named = othersIn(live, manager)
    .flatMap(({ fields }) => [...fields.paths()])
    .filter((path) => texts.has(serverPathText(path)));
  const leaves = [...fieldsOf(wanted, builtinFieldTypes(wanted.apiVersion, wanted.kind)).leaves()];
  return contestedAmong(
    leaves.filter((path) => named.some((field) => areRelated(field, path))),
    live,
    manager,
  );
}

/** The given fields that somebody other than `manager` owns. */
export function contestedAmong(
  paths: readonly FieldPath[],
  live: KubeObject,
  manager: string,
): readonly Contested[] {
  const others = othersIn(live, manager);
  return paths
    .map((path) => ({
      path,
      owners: others.filter(({ fields }) => ownsAny(fields, path)).map(({ owner }) => owner),
    }))
    .filter(({ owners }) => owners.length > 0);
}

function othersIn(
  live: KubeObject,
  manager: string,
): readonly { readonly owner: FieldOwner; readonly fields: FieldSet }[] {
  return managedFieldsOf(live)
    .filter((entry) => entry.manager !== manager || entry.operation !== "Apply")
    .map((entry) => ({
      owner: { manager: entry.manager, operation: entry.operation },
      fields: FieldSet.fromFieldsV1(entry.fieldsV1),
    }));
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
  return owner.operation === "Update" && isByKubectl(owner);
}

/** True for kubectl in any form, `kubectl apply --server-side` included. */
export function isByKubectl({ manager }: FieldOwner): boolean {
  return /^kubectl(-|$)/.test(manager);
}
