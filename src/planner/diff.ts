import { diff as jsonDiff } from "json-diff";
import { canonicalJson } from "../kube/canonical.ts";
import { type FieldPath, FieldSet, fieldsOf, valueAt } from "../kube/field-set.ts";
import { builtinFieldTypes } from "../kube/field-types.ts";
import { isList, isMap, type Json, type JsonMap, type KubeObject } from "../kube/object.ts";
import { asStored } from "../kube/stored-spelling.ts";
import { appliedFields } from "../kube/unchanged.ts";
import type { FieldChange } from "./change.ts";
import { deferredIn, fillDeferred, SENTINEL_IPV4 } from "./deferred.ts";
import { FIELD_MANAGER } from "./plan.ts";

/**
 * The fields that a change moves, restricted to what meshplan owns before or after it. Values are the server's own
 * spelling, so `2000m` and `2` do not show up as a difference.
 *
 * json-diff compares lists by position of equal items and is slow on long ones; so lists become maps first, by the merge
 * keys Kubernetes uses, and what has no key is compared as one value.
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
  const changes: unknown = jsonDiff(projection(live, leaves), projection(result, leaves));
  const secret = live.kind === "Secret";
  const waits = deferredIn(body).length > 0;
  return walk(changes, [])
    .map((change) => masked(change, secret, waits))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The fields meshplan owns on the live object, or will own after sending `body`. */
export function ownedFields(live: KubeObject, body: KubeObject): FieldSet {
  // A hole is one leaf, like the value that will fill it: a plan and its recheck must see the same fields.
  const whole = fillDeferred(body, () => "") as KubeObject;
  const wanted = fieldsOf(whole, builtinFieldTypes(body.apiVersion, body.kind));
  return wanted.union(appliedFields(live, FIELD_MANAGER) ?? FieldSet.EMPTY);
}

/** The live values of some fields, as nested maps: keys are path steps as people read them. */
export function projection(object: KubeObject, leaves: readonly FieldPath[]): JsonMap {
  const root: Record<string, Json> = {};
  for (const path of leaves) {
    const value = valueAt(object, path);
    if (value !== undefined) place(root, path.map(segment), keyed(value));
  }
  return root;
}

function place(root: Record<string, Json>, steps: readonly string[], value: Json): void {
  let node = root;
  steps.forEach((step, index) => {
    const key = step + END;
    if (index === steps.length - 1) {
      node[key] = value;
      return;
    }
    const next = isMap(node[key]) ? (node[key] as Record<string, Json>) : {};
    node[key] = next;
    node = next;
  });
}

/** Ends every key, so that json-diff's own suffixes (`x__added`) cannot be mistaken for a label of that name. */
const END = "\u0002";
/** Marks a list that is compared as one value. */
const WHOLE = "\u0001";

function segment(element: string): string {
  const body = element.slice(2);
  if (element.startsWith("f:")) return body;
  if (element.startsWith("v:")) return `[=${body}]`;
  if (element.startsWith("i:")) return `[${body}]`;
  const key = JSON.parse(body) as Record<string, Json>;
  return `[${Object.entries(key)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(",")}]`;
}

/** Lists of maps with a unique name become maps; other lists one value. */
function keyed(value: Json): Json {
  if (isList(value)) {
    const names = value.map((item) => (isMap(item) ? item["name"] : undefined));
    const unique =
      value.length > 0 &&
      names.every((name) => typeof name === "string") &&
      new Set(names).size === value.length;
    if (!unique) return WHOLE + canonicalJson(value);
    return Object.fromEntries(
      value.map((item, index) => [`[name=${JSON.stringify(names[index])}]${END}`, keyed(item)]),
    );
  }
  if (!isMap(value)) return value;
  const entries = Object.entries(value).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries.map(([key, item]) => [key + END, keyed(item)]));
}

/** Turns json-diff's answer into a list of leaves. */
function walk(node: unknown, path: readonly string[]): FieldChange[] {
  if (typeof node !== "object" || node === null) return [];
  const changes = node as Record<string, unknown>;
  if ("__old" in changes && "__new" in changes)
    return change(path, changes["__old"] as Json, changes["__new"] as Json);
  return Object.entries(changes).flatMap(([key, value]) => {
    const end = key.indexOf(END);
    const below = [...path, end < 0 ? key : key.slice(0, end)];
    if (key.endsWith(`${END}__added`))
      return leavesBelow(below, value as Json, (at, leaf) => change(at, undefined, leaf));
    if (key.endsWith(`${END}__deleted`))
      return leavesBelow(below, value as Json, (at, leaf) => change(at, leaf, undefined));
    return walk(value, below);
  });
}

/** A whole map that comes or goes, as the leaves it is made of: a reviewer reads values, not a blob. */
function leavesBelow(
  path: readonly string[],
  value: Json,
  each: (path: readonly string[], leaf: Json) => FieldChange[],
): FieldChange[] {
  const entries = isMap(value) ? Object.entries(value) : [];
  if (entries.length === 0) return each(path, value);
  return entries.flatMap(([key, item]) =>
    leavesBelow([...path, key.replace(END, "")], item ?? null, each),
  );
}

function change(
  path: readonly string[],
  before: Json | undefined,
  after: Json | undefined,
): FieldChange[] {
  return [
    {
      path: path
        .map((step, index) => (step.startsWith("[") || index === 0 ? step : `.${step}`))
        .join(""),
      ...(before === undefined ? {} : { before: plain(before) }),
      ...(after === undefined ? {} : { after: plain(after) }),
    },
  ];
}

/** Undoes `keyed`. */
function plain(value: Json): Json {
  if (typeof value === "string" && value.startsWith(WHOLE))
    return JSON.parse(value.slice(WHOLE.length)) as Json;
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(
    ([key, item]) => [key.replace(END, ""), plain(item ?? null)] as const,
  );
  const isKeyedList = entries.length > 0 && entries.every(([key]) => key.startsWith("[name="));
  return isKeyedList ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

function masked(change: FieldChange, secret: boolean, waits: boolean): FieldChange {
  if (secret && /^data(\.|$)/.test(change.path)) return { path: change.path, sensitive: true };
  if (waits && change.after !== undefined && JSON.stringify(change.after).includes(SENTINEL_IPV4)) {
    const { after: _, ...rest } = change;
    return { ...rest, unknown: true };
  }
  return change;
}
