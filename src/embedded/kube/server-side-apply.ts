import { type FieldPath, serverPathText } from "../../kube/field-path.ts";
import { FieldSet } from "../../kube/field-set.ts";
import { isMap, type Json, type JsonMap, type KubeObject } from "../../kube/object.ts";
import { UNTRACKED_METADATA } from "../../kube/server-fields.ts";
import { ApiFailure } from "./api-failure.ts";
import {
  capUpdaters,
  entriesOf,
  type Owners,
  ownerKey,
  type Ownership,
  ownersOf,
} from "./managed-fields.ts";
import type { Schema } from "../../kube/schema/schema.ts";
import { type Comparison, compareValues } from "./typed/compare.ts";
import { fieldSetOf, withParents } from "./typed/field-sets.ts";
import { mergeValues } from "./typed/merge.ts";
import { removeFields } from "./typed/remove.ts";

/** The client that writes, and the name of its entry in `managedFields`. */
export interface Writer {
  readonly manager: string;
  readonly apiVersion: string;
  /** `status`, or the empty string for the object itself. */
  readonly subresource: string;
  /** RFC 3339 with seconds. */
  readonly time: string;
}

/** Whether a writer may own a field at this endpoint; the server resets the other fields before it stores anything. */
export type Tracked = (path: FieldPath) => boolean;

interface Applied {
  /** The result of the merge, before defaults. */
  readonly object: JsonMap;
  readonly owners: Owners;
  /** The merge changed a value, and not only its owner. */
  readonly changed: boolean;
}

/**
 * Server-side apply: merges, prunes what the manager stopped sending, and refuses or takes fields that others own with another
 * value. Follows structured-merge-diff merge/update.go step by step, and apimachinery util/managedfields around it.
 */
export function applyFields(
  live: KubeObject | undefined,
  applied: KubeObject,
  schema: Schema,
  writer: Writer,
  options: { readonly force: boolean; readonly tracked: Tracked },
): Applied {
  const before = withoutManagedFields(live ?? {});
  const owners = live === undefined ? new Map<string, Ownership>() : ownersOf(live);
  if (live !== undefined && owners.size === 0) adoptAll(owners, before, schema, writer);
  const self = { ...writer, operation: "Apply" as const };
  const key = ownerKey(self);
  const last = owners.get(key);
  const wanted = asObject(mergeValues(before, applied, schema));
  const set = filterSet(fieldSetOf(applied, schema), options.tracked);
  owners.set(key, { ...self, set, time: last?.time });
  const pruned = last === undefined ? wanted : prune(wanted, owners, last.set, schema);
  const changes = filterComparison(compareValues(before, pruned, schema), options.tracked);
  settle(owners, changes, key, options.force);
  const mine = owners.get(key);
  const changed = !isSame(compareValues(before, pruned, schema));
  if (mine !== undefined) {
    const kept = withoutUntracked(mine.set);
    if (kept.isEmpty) owners.delete(key);
    else owners.set(key, { ...mine, set: kept, time: changed ? writer.time : mine.time });
  }
  return { object: pruned, owners, changed };
}

/** For an object without any recorded owners: everything in it counts as written by `before-first-apply`. */
function adoptAll(owners: Owners, before: JsonMap, schema: Schema, writer: Writer): void {
  const set = withoutUntracked(compareValues({}, before, schema).added);
  const owner = { ...writer, manager: "before-first-apply", operation: "Update" as const, set };
  if (!set.isEmpty) owners.set(ownerKey(owner), owner);
}

function prune(merged: JsonMap, owners: Owners, last: FieldSet, schema: Schema): JsonMap {
  const lastWithParents = withParents(last, schema);
  const pruned = asObject(removeFields(merged, lastWithParents, schema));
  const mergedSet = withParents(fieldSetOf(merged, schema), schema);
  const managed = [...owners.values()].reduce((all, owner) => all.union(owner.set), FieldSet.EMPTY);
  const keep = withParents(fieldSetOf(pruned, schema), schema).union(withParents(managed, schema));
  const owned = asObject(removeFields(merged, mergedSet.difference(keep), schema));
  const ownedSet = withParents(fieldSetOf(owned, schema), schema);
  const gone = mergedSet.difference(ownedSet).intersection(lastWithParents);
  return asObject(removeFields(merged, gone, schema));
}

/** Changed fields leave everybody else's sets, after a check for conflicts; removed fields leave every set. */
function settle(owners: Owners, changes: Comparison, self: string, force: boolean): void {
  const touched = changes.modified.union(changes.added);
  const conflicts = [...owners.entries()].flatMap(([key, owner]) => {
    const set = key === self ? FieldSet.EMPTY : owner.set.intersection(touched);
    return set.isEmpty ? [] : [{ key, owner, set }];
  });
  if (!force && conflicts.length > 0) throw conflictFailure(conflicts);
  for (const { key, owner, set } of conflicts)
    owners.set(key, { ...owner, set: owner.set.difference(set) });
  for (const [key, owner] of owners) {
    if (key === self) continue;
    const rest = owner.set.difference(changes.removed);
    if (rest.isEmpty) owners.delete(key);
    else owners.set(key, { ...owner, set: rest });
  }
}

function conflictFailure(
  conflicts: readonly { readonly owner: Ownership; readonly set: FieldSet }[],
): ApiFailure {
  const causes = conflicts
    .flatMap(({ owner, set }) =>
      [...set.paths()].map((path) => ({ path: serverPathText(path), by: printOwner(owner) })),
    )
    .sort((a, b) => (a.by === b.by ? compareText(a.path, b.path) : compareText(a.by, b.by)));
  const count = causes.length === 1 ? "1 conflict" : `${String(causes.length)} conflicts`;
  return new ApiFailure(409, "Conflict", `Apply failed with ${count}: ${conflictText(causes)}`, {
    causes: causes.map(({ path, by }) => ({
      reason: "FieldManagerConflict",
      message: `conflict with ${by}`,
      field: path,
    })),
  });
}

function conflictText(causes: readonly { readonly path: string; readonly by: string }[]): string {
  const [first] = causes;
  if (causes.length === 1 && first !== undefined) return `conflict with ${first.by}: ${first.path}`;
  const groups = new Map<string, string[]>();
  for (const { path, by } of causes) groups.set(by, [...(groups.get(by) ?? []), path]);
  return [...groups]
    .map(([by, paths]) => `conflicts with ${by}:\n${paths.map((path) => `- ${path}`).join("\n")}`)
    .join("\n");
}

/**
 * Leaves out the time of the entry: the server loses it on the way. Source: apimachinery
 * managedfields/internal/conflict.go.
 */
function printOwner(owner: Ownership): string {
  const name = JSON.stringify(owner.manager);
  const through =
    owner.subresource === "" ? "" : ` with subresource ${JSON.stringify(owner.subresource)}`;
  if (owner.operation === "Apply") return `${name}${through}`;
  return `${name}${through} using ${owner.apiVersion}`;
}

/** For create, update and the other patches: the writer gets every changed field, and nobody is asked. */
export function updateOwners(
  live: KubeObject | undefined,
  next: KubeObject,
  schema: Schema,
  writer: Writer,
  tracked: Tracked,
): Owners {
  const owners = startingOwners(live, next, writer);
  if (owners.size === 0 && live !== undefined) return owners;
  const changes = filterComparison(
    compareValues(withoutManagedFields(live ?? {}), withoutManagedFields(next), schema),
    tracked,
  );
  const self = { ...writer, operation: "Update" as const };
  const key = ownerKey(self);
  settle(owners, changes, "", true);
  const gained = withoutUntracked(changes.modified.union(changes.added));
  if (!gained.isEmpty) {
    const mine = owners.get(key)?.set ?? FieldSet.EMPTY;
    owners.set(key, { ...self, set: mine.union(gained) });
  }
  capUpdaters(owners);
  return owners;
}

/** A request may replace managedFields itself; an empty list resets them; an object without any keeps the live ones. */
function startingOwners(live: KubeObject | undefined, next: KubeObject, writer: Writer): Owners {
  const sent = next.metadata["managedFields"];
  const isReset =
    Array.isArray(sent) &&
    (sent.length === 0 || (sent.length === 1 && isBlank((sent as readonly Json[])[0])));
  if (isReset && writer.subresource === "") return new Map();
  const owners = writer.subresource === "" ? ownersOf(next) : new Map<string, Ownership>();
  return owners.size === 0 && live !== undefined ? ownersOf(live) : owners;
}

function isBlank(value: Json | undefined): boolean {
  return isMap(value) && Object.keys(value).length === 0;
}

export function withOwners(object: JsonMap, owners: Owners): KubeObject {
  const metadata = isMap(object["metadata"]) ? object["metadata"] : {};
  const { managedFields: _, ...rest } = metadata;
  const entries = entriesOf(owners);
  const full = entries.length === 0 ? rest : { ...rest, managedFields: entries };
  return { ...object, metadata: full } as unknown as KubeObject;
}

/** The object without `metadata.managedFields`, which never tracks itself. */
function withoutManagedFields(object: JsonMap): JsonMap {
  if (!isMap(object["metadata"])) return object;
  const { managedFields: _, ...metadata } = object["metadata"];
  return { ...object, metadata };
}

const UNTRACKED = FieldSet.fromPaths([
  ["f:apiVersion"],
  ["f:kind"],
  ["f:metadata"],
  ...UNTRACKED_METADATA.map((name) => ["f:metadata", `f:${name}`]),
]);

function withoutUntracked(set: FieldSet): FieldSet {
  return set.difference(UNTRACKED);
}

function filterSet(set: FieldSet, tracked: Tracked): FieldSet {
  const children = new Map([...set.children].filter(([element]) => tracked([element])));
  return children.size === set.children.size ? set : new FieldSet(set.member, children);
}

function filterComparison(found: Comparison, tracked: Tracked): Comparison {
  return {
    added: filterSet(found.added, tracked),
    modified: filterSet(found.modified, tracked),
    removed: filterSet(found.removed, tracked),
  };
}

function isSame({ added, modified, removed }: Comparison): boolean {
  return added.isEmpty && modified.isEmpty && removed.isEmpty;
}

function asObject(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {};
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
