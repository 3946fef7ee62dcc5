import { comparePaths, fieldElement, type FieldPath, isWithin, valueAt } from "./field-path.ts";
import { fieldsOf } from "./field-set.ts";
import { builtinFieldTypes } from "./field-types.ts";
import { isList, isMap, type Json, type KubeObject } from "./object.ts";
import { canonicalQuantity } from "./quantity.ts";
import { withoutRuntimeOwned } from "./runtime-owned.ts";

/** Labels that whoever delivers an object writes over: Argo CD tracks by one of them, Helm by the other. */
const DELIVERERS_LABELS = ["app.kubernetes.io/instance", "app.kubernetes.io/managed-by"].map(
  (label) => ["metadata", "labels", label],
);

/**
 * The fields of `wanted` that the live object does not have with that value, whoever owns them; sorted. Empty: it is as wanted.
 *
 * Only reading is needed for it, no dry run, so the server's own spelling is allowed for here: quantities, defaults that
 * it adds inside of values, empty values that it drops. Fields that somebody else writes in a running mesh do not count.
 */
export function differingFields(live: KubeObject, wanted: KubeObject): readonly FieldPath[] {
  return differingPaths(live, withoutRuntimeOwned(wanted))
    .filter((path) => !DELIVERERS_LABELS.some((label) => isWithin(path, label)))
    .sort(comparePaths);
}

/** The leaves of `body` that the live object does not have with that value, the server's spelling allowed for. */
export function differingPaths(live: KubeObject, body: KubeObject): readonly FieldPath[] {
  const leaves = fieldsOf(body, builtinFieldTypes(body.apiVersion, body.kind)).leaves();
  return [...leaves].filter(
    (path) => !covers(valueAt(live, path), valueAt(body, path), isAmount(path)),
  );
}

/** `resources.limits.cpu` and its like. */
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

/** The API server leaves out what says nothing. */
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
