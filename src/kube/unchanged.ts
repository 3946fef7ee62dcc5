import { sameJson } from "./canonical.ts";
import { valueAt } from "./field-path.ts";
import { FieldSet, fieldsOf } from "./field-set.ts";
import { builtinFieldTypes } from "./field-types.ts";
import { type KubeObject, managedFieldsOf } from "./object.ts";
import { asStored } from "./stored-spelling.ts";

/** The fields `manager` applied, from the object's own bookkeeping; undefined where it never applied anything. */
export function appliedFields(live: KubeObject, manager: string): FieldSet | undefined {
  const entry = managedFieldsOf(live).find(
    (one) => one.manager === manager && one.operation === "Apply" && (one.subresource ?? "") === "",
  );
  return entry === undefined ? undefined : FieldSet.fromFieldsV1(entry.fieldsV1);
}

/**
 * True where the live object alone proves that applying `wanted` would change nothing: `manager` owns every wanted leaf, its
 * value is equal in the server's spelling, and `manager` owns nothing else. Then no dry run is needed. False proves nothing:
 * the server may know a spelling or a default that this code does not.
 */
export function provesUnchanged(live: KubeObject, wanted: KubeObject, manager: string): boolean {
  const entry = managedFieldsOf(live).find(
    (one) => one.manager === manager && one.operation === "Apply",
  );
  const owned = appliedFields(live, manager);
  if (owned === undefined || entry?.apiVersion !== wanted.apiVersion) return false;
  const wantedLeaves = [
    ...fieldsOf(wanted, builtinFieldTypes(wanted.apiVersion, wanted.kind)).leaves(),
  ];
  let ownedLeaves = 0;
  for (const _ of owned.leaves()) ownedLeaves += 1;
  if (ownedLeaves !== wantedLeaves.length) return false;
  const stored = asStored(wanted);
  return wantedLeaves.every(
    (path) => isLeaf(owned.at(path)) && sameJson(valueAt(live, path), valueAt(stored, path)),
  );
}

function isLeaf(set: FieldSet | undefined): boolean {
  return set !== undefined && set.member && set.children.size === 0;
}
