import { desiredObject, type DesiredObject, type WrittenPatch } from "./desired-object.ts";
import { builtinFieldTypes, type FieldTypes } from "../kube/field-types.ts";
import {
  isList,
  isMap,
  type Json,
  type JsonMap,
  type KubeObject,
  type ObjectRef,
  refOf,
} from "../kube/object.ts";
import type { Patch } from "../mesh/model.ts";
import type { PatchSteps } from "../mesh/patch-place.ts";
import { sameJson } from "../kube/canonical.ts";
import { comparePaths, type FieldPath, valueAt } from "../kube/field-path.ts";
import { fieldsOf } from "../kube/field-set.ts";
import type { PatchedFields } from "./change.ts";
import { fillDeferred } from "./deferred.ts";
import type { DesiredAction } from "./desired-action.ts";

/** The actions of one cluster with the user's patches in their objects. Objects that no patch names stay the same. */
export function withPatches(
  actions: readonly DesiredAction[],
  patches: readonly WrittenPatch[],
): readonly DesiredAction[] {
  if (patches.length === 0) return actions;
  return actions.map((action) => ({
    ...action,
    objects: action.objects.map((object) => patchedObject(object, patches)),
  }));
}

function patchedObject(object: DesiredObject, patches: readonly WrittenPatch[]): DesiredObject {
  const body = patched(object.body, patches);
  if (body === object.body) return object;
  const by = patches.filter((patch) => isTarget(refOf(object.body), patch));
  const change = { patched: { from: object.body, by } };
  // A patch may take the place of a hole.
  const after = desiredObject(body);
  if (after.state === "known" || object.state !== "secret") return { ...after, ...change };
  return { state: "secret", body, filled: patched(object.filled, patches), ...change };
}

/** An object with every patch that names it, in the order of the file. */
export function patched(object: KubeObject, patches: readonly Patch[]): KubeObject {
  return merged(object, patches);
}

/** The fields that each patch of an object sets or removes; a patch that changes nothing is not among them. */
export function patchedFields({ patched: change }: DesiredObject): readonly PatchedFields[] {
  if (change === undefined) return [];
  let before = change.from;
  return change.by.flatMap((patch) => {
    const after = patched(before, [patch]);
    const paths = differingPaths(before, after);
    before = after;
    return paths.length === 0 ? [] : [{ paths, line: patch.line }];
  });
}

function differingPaths(before: KubeObject, after: KubeObject): readonly FieldPath[] {
  const types = builtinFieldTypes(after.apiVersion, after.kind);
  // A hole is one leaf, like the value that will fill it.
  const leavesIn = (object: KubeObject) =>
    fieldsOf(fillDeferred(object, () => "") as KubeObject, types);
  const leaves = [...leavesIn(before).union(leavesIn(after)).leaves()];
  return leaves
    .filter((path) => !sameJson(valueAt(before, path) ?? null, valueAt(after, path) ?? null))
    .sort(comparePaths);
}

/** Whether a patch names this object. */
export function isTarget(
  object: Pick<ObjectRef, "kind" | "name" | "namespace">,
  { target }: Patch,
): boolean {
  return (
    object.kind === target.kind &&
    (target.name === undefined || target.name === object.name) &&
    (target.namespace === undefined || target.namespace === object.namespace)
  );
}

/**
 * The items that a patch deletes from this object and that are not in it, as places of the patch. Empty where the patch does not
 * name the object.
 */
export function missedDeletions(object: KubeObject, patch: Patch): readonly PatchSteps[] {
  const missed: PatchSteps[] = [];
  merged(object, [patch], (steps) => missed.push(steps));
  return missed;
}

/** Where an item that is to go is in no list; with the place in the patch. */
type OnMissed = (steps: PatchSteps) => void;

function merged(object: KubeObject, patches: readonly Patch[], onMissed?: OnMissed): KubeObject {
  const types = builtinFieldTypes(object.apiVersion, object.kind);
  return patches
    .filter((patch) => isTarget(refOf(object), patch))
    .reduce(
      (body, { patch }) =>
        mergeMap(body, patch as JsonMap, { types, pattern: "", steps: [], onMissed }) as KubeObject,
      object,
    );
}

interface Place {
  readonly types: FieldTypes;
  /** As in `FieldTypes`. */
  readonly pattern: string;
  /** In the patch. */
  readonly steps: PatchSteps;
  readonly onMissed: OnMissed | undefined;
}

/** JSON merge patch (RFC 7386): null removes. */
function mergeMap(value: JsonMap, patch: JsonMap, place: Place): JsonMap {
  const merged: Record<string, Json | undefined> = { ...value };
  for (const [key, change] of Object.entries(patch)) {
    const pattern = place.pattern === "" ? key : `${place.pattern}.${key}`;
    const there = { ...place, pattern, steps: [...place.steps, key] };
    if (change === null) Reflect.deleteProperty(merged, key);
    else if (change !== undefined) merged[key] = mergeValue(merged[key], change, there);
  }
  return merged;
}

function mergeValue(value: Json | undefined, patch: Json, place: Place): Json {
  if (isMap(patch)) return mergeMap(isMap(value) ? value : {}, patch, place);
  const type = place.types.at(place.pattern);
  if (!isList(patch) || typeof type !== "object") return patch;
  return mergeList(isList(value) ? value : [], patch, type.keys, place);
}

/**
 * Items with the keys of a present one change it, or delete it; others are added. A key that the patch leaves out matches any value.
 * What is added is merged into nothing: neither a null of the patch nor a directive is left in it.
 */
function mergeList(
  present: readonly Json[],
  patch: readonly Json[],
  keys: readonly string[],
  place: Place,
): Json {
  let items = [...present];
  patch.forEach((change, number) => {
    const steps = [...place.steps, number];
    const there = { ...place, pattern: `${place.pattern}[]`, steps };
    const index = items.findIndex((item) => isSameItem(item, change, keys));
    if (isDeletion(change)) {
      if (index < 0) place.onMissed?.(steps);
      items = items.filter((item) => !isSameItem(item, change, keys));
    } else if (index < 0) items.push(mergeValue(undefined, change, there));
    else items[index] = mergeValue(items[index], change, there);
  });
  return items;
}

function isDeletion(change: Json): boolean {
  return isMap(change) && change["$patch"] === "delete";
}

function isSameItem(item: Json, change: Json, keys: readonly string[]): boolean {
  if (!isMap(item) || !isMap(change)) return false;
  const written = keys.filter((key) => change[key] !== undefined);
  return written.length > 0 && written.every((key) => item[key] === change[key]);
}
