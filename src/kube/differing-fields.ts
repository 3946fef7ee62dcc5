import { comparePaths, fieldElement, type FieldPath, isWithin, valueAt } from "./field-path.ts";
import { fieldsOf } from "./field-set.ts";
import { builtinFieldTypes } from "./field-types.ts";
import { isList, isMap, type Json, type KubeObject } from "./object.ts";
import { canonicalQuantity } from "./quantity.ts";
import { withoutRuntimeOwned } from "./runtime-owned.ts";

/** Labels that the deliverer of an object overwrites: Argo CD tracks objects by one of them, Helm by the other. */
const DELIVERERS_LABELS = ["app.kubernetes.io/instance", "app.kubernetes.io/managed-by"].map(
  (label) => ["metadata", "labels", label],
);

/**
 * The fields of `wanted` that do not have that value in the live object, whoever owns them; sorted. Empty: it is as wanted.
 *
 * This needs only the right to read, and no dry run, so it allows for the server's own spelling: quantities, defaults that it
 * adds inside values, empty values that it drops. Fields that somebody else writes in a running mesh do not count.
 */
export function differingFields(live: KubeObject, wanted: KubeObject): readonly FieldPath[] {
  return differingPaths(live, withoutRuntimeOwned(wanted))
    .filter((path) => !DELIVERERS_LABELS.some((label) => isWithin(path, label)))
    .sort(comparePaths);
}

/** The leaves of `body` that do not have that value in the live object, allowing for the server's spelling. */
export function differingPaths(live: KubeObject, body: KubeObject): readonly FieldPath[] {
  const leaves = fieldsOf(body, builtinFieldTypes(body.apiVersion, body.kind)).leaves();
  return [...leaves].filter(
    (path) => !covers(valueAt(live, path), valueAt(body, path), isAmount(path)),
  );
}

/** Whether a path is `resources.limits.cpu` or the like. */
function isAmount(path: FieldPath): boolean {
  const parent = path.at(-2);
  return parent === fieldElement("limits") || parent === fieldElement("requests");
}

function covers(live: Json | undefined, wanted: Json | undefined, isAmountHere: boolean): boolean {
  if (wanted === undefined || live === wanted) return true;
  if (live === undefined) return isEmpty(wanted);
  if (isMap(wanted))
    return (
      isMap(live) && Object.entries(wanted).every(([key, item]) => covers(live[key], item, false))
    );
  if (isList(wanted))
    return (
      isList(live) &&
      live.length === wanted.length &&
      wanted.every((item, index) => covers(live[index], item, false))
    );
  return isAmountHere && sameAmount(live, wanted);
}

/** The API server leaves out values that say nothing. */
function isEmpty(value: Json): boolean {
  if (isList(value)) return value.length === 0;
  if (isMap(value)) return Object.values(value).every((item) => item === undefined);
  return value === null || value === false || value === "" || value === 0;
}

function sameAmount(a: Json, b: Json): boolean {
  const amount = (value: Json): string | undefined =>
    typeof value === "string" || typeof value === "number"
      ? canonicalQuantity(String(value))
      : undefined;
  const first = amount(a);
  return first !== undefined && first === amount(b);
}
