import { sameJson } from "../kube/canonical.ts";
import { comparePaths, type FieldPath, isWithin, valueAt } from "../kube/field-path.ts";
import { FieldSet, fieldsOf } from "../kube/field-set.ts";
import { builtinFieldTypes } from "../kube/field-types.ts";
import type { KubeObject } from "../kube/object.ts";
import { asStored } from "../kube/stored-spelling.ts";
import { appliedFields } from "../kube/unchanged.ts";
import type { FieldChange } from "./change.ts";
import { deferredIn, fillDeferred } from "./deferred.ts";
import { FIELD_MANAGER } from "../kube/field-manager.ts";

/**
 * The fields that a change moves, restricted to what meshplan owns before or after it. Values are the server's own
 * spelling, so `2000m` and `2` do not show up as a difference.
 *
 * A field is what server-side apply owns as one: a list or map that it replaces as a whole is one field, with the whole of both
 * values. What differs inside of them is for those who print it to find.
 */
export function fieldChanges(
  live: KubeObject,
  result: KubeObject,
  body: KubeObject,
): readonly FieldChange[] {
  const owned = ownedFields(live, body).union(
    appliedFields(result, FIELD_MANAGER) ?? FieldSet.EMPTY,
  );
  return changesOf([...owned.leaves()], live, result, body);
}

/** The same for fields that are known to change, where no server said what it would store: `sent` without what others own. */
export function changesAt(
  leaves: readonly FieldPath[],
  live: KubeObject,
  sent: KubeObject,
  body: KubeObject,
): readonly FieldChange[] {
  return changesOf(leaves, live, asStored(sent), body);
}

function changesOf(
  leaves: readonly FieldPath[],
  live: KubeObject,
  result: KubeObject,
  body: KubeObject,
): readonly FieldChange[] {
  return leaves
    .filter((path) => !sameJson(valueAt(live, path), valueAt(result, path)))
    .map((path) => changeAt(path, live, result, body))
    .sort((a, b) => comparePaths(a.path, b.path));
}

function changeAt(
  path: FieldPath,
  live: KubeObject,
  result: KubeObject,
  body: KubeObject,
): FieldChange {
  if (isSecretField(live.kind, path)) return { path, sensitive: true };
  const [before, after] = [valueAt(live, path), valueAt(result, path)];
  const isUnknown = deferredIn(valueAt(body, path) ?? null).length > 0;
  return {
    path,
    ...(before === undefined ? {} : { before }),
    ...(isUnknown ? { unknown: true } : after === undefined ? {} : { after }),
  };
}

/** True for a field whose value is a secret by the kind of its object. */
export function isSecretField(kind: string, path: FieldPath): boolean {
  return kind === "Secret" && (isWithin(path, ["data"]) || isWithin(path, ["stringData"]));
}

/** The fields meshplan owns on the live object, or will own after sending `body`. */
export function ownedFields(live: KubeObject, body: KubeObject): FieldSet {
  // A hole is one leaf, like the value that will fill it: a plan and its recheck must see the same fields.
  const whole = fillDeferred(body, () => "") as KubeObject;
  const wanted = fieldsOf(whole, builtinFieldTypes(body.apiVersion, body.kind));
  return wanted.union(appliedFields(live, FIELD_MANAGER) ?? FieldSet.EMPTY);
}
