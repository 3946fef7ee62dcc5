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
import { canonicalJson } from "../kube/canonical.ts";
import { type FieldPath, fieldsOf, pathText, valueAt } from "../kube/field-set.ts";
import type { PatchedFields } from "./change.ts";
import { fillDeferred } from "./deferred.ts";
import type { DesiredAction, DesiredObject, WrittenPatch } from "./desired.ts";

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
  const after = { ...object, body, patched: { from: object.body, by } };
  const { filled } = object;
  if (filled === undefined) return after;
  return { ...after, filled: filled === object.body ? body : patched(filled, patches) };
}

/** An object with every patch that names it, in the order of the file. */
export function patched(object: KubeObject, patches: readonly Patch[]): KubeObject {
  const types = builtinFieldTypes(object.apiVersion, object.kind);
  return patches
    .filter((patch) => isTarget(refOf(object), patch))
    .reduce((body, { patch }) => mergeMap(body, patch as JsonMap, types, "") as KubeObject, object);
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

function differingPaths(before: KubeObject, after: KubeObject): readonly string[] {
  const types = builtinFieldTypes(after.apiVersion, after.kind);
  // A hole is one leaf, like the value that will fill it.
  const leavesIn = (object: KubeObject) =>
    fieldsOf(fillDeferred(object, () => "") as KubeObject, types);
  const leaves = [...leavesIn(before).union(leavesIn(after)).leaves()];
  return leaves
    .filter((path) => textAt(before, path) !== textAt(after, path))
    .map((path) => pathText(path).slice(1))
    .sort();
}

function textAt(object: KubeObject, path: FieldPath): string {
  return canonicalJson(valueAt(object, path) ?? null);
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

/** JSON merge patch (RFC 7386): null removes. */
function mergeMap(value: JsonMap, patch: JsonMap, types: FieldTypes, at: string): JsonMap {
  const merged: Record<string, Json | undefined> = { ...value };
  for (const [key, change] of Object.entries(patch)) {
    const below = at === "" ? key : `${at}.${key}`;
    if (change === null) Reflect.deleteProperty(merged, key);
    else if (change !== undefined) merged[key] = mergeValue(merged[key], change, types, below);
  }
  return merged;
}

function mergeValue(value: Json | undefined, patch: Json, types: FieldTypes, at: string): Json {
  if (isMap(patch)) return mergeMap(isMap(value) ? value : {}, patch, types, at);
  const type = types.at(at);
  if (!isList(patch) || typeof type !== "object") return patch;
  return mergeList(isList(value) ? value : [], patch, { keys: type.keys, types, at: `${at}[]` });
}

interface KeyedList {
  readonly keys: readonly string[];
  readonly types: FieldTypes;
  /** Pattern of its items. */
  readonly at: string;
}

/** Items with the keys of a present one change it; others are added. A key that the patch leaves out matches any value. */
function mergeList(present: readonly Json[], patch: readonly Json[], list: KeyedList): Json {
  const items = [...present];
  for (const change of patch) {
    const index = items.findIndex((item) => isSameItem(item, change, list.keys));
    if (index < 0) items.push(change);
    else items[index] = mergeValue(items[index], change, list.types, list.at);
  }
  return items;
}

function isSameItem(item: Json, change: Json, keys: readonly string[]): boolean {
  if (!isMap(item) || !isMap(change)) return false;
  const written = keys.filter((key) => change[key] !== undefined);
  return written.length > 0 && written.every((key) => item[key] === change[key]);
}
