import { sameJson } from "../../kube/canonical.ts";
import { isList, isMap, type Json, type JsonMap, type KubeObject } from "../../kube/object.ts";
import { admit, requireNamespace } from "./admission.ts";
import {
  alreadyExists,
  badRequest,
  conflict,
  type FailureSubject,
  immutable,
  invalid,
  MODIFIED,
  notFound,
} from "./api-failure.ts";
import type { EmbeddedCluster } from "./cluster.ts";
import { kubeTime } from "./clock.ts";
import { fillCustomDefaults, pruneCustom } from "./defaults/custom.ts";
import { fillDefaults } from "./defaults/defaults.ts";
import { draftOf } from "./json-draft.ts";
import { familyOf, type ServedKind } from "./kinds.ts";
import type { Owners } from "./managed-fields.ts";
import { NoMicroTime } from "./micro-time.ts";
import { normalise, Unreadable } from "./normalise.ts";
import { prepareCreate, prepareUpdate } from "./prepare.ts";
import { type Tracked, updateOwners, withOwners, type Writer } from "./server-side-apply.ts";
import { validate } from "./validation.ts";

export interface WriteOptions {
  /** The field manager. */
  readonly manager: string;
  readonly dryRun?: boolean;
  readonly subresource?: "" | "status";
}

export interface Written {
  /** The object as stored; in a dry run, as it would be stored. */
  readonly object: KubeObject;
  readonly created: boolean;
}

export function subjectOf(kind: ServedKind, name: string): FailureSubject {
  return { plural: kind.plural, group: kind.group, kind: kind.kind, name };
}

export function writerOf(
  cluster: EmbeddedCluster,
  kind: ServedKind,
  options: WriteOptions,
): Writer {
  return {
    manager: options.manager === "" ? "unknown" : options.manager,
    apiVersion: kind.apiVersion,
    subresource: options.subresource ?? "",
    time: kubeTime(cluster.clock.now()),
  };
}

/** Fields a writer can own at this endpoint: not the status through the object, only the status through `/status`. */
export function trackedFor(kind: ServedKind, subresource: string): Tracked {
  if (subresource === "status")
    return ([first]) =>
      first === "f:status" || (kind.custom === undefined && first === "f:metadata");
  return kind.hasStatus ? ([first]) => first !== "f:status" : () => true;
}

/**
 * The object as the server's own types would hold it: pruned, spelled canonically, with defaults filled in. `refuse` words the
 * errors for values that those types cannot hold.
 */
export function inServerForm(
  object: JsonMap,
  kind: ServedKind,
  refuse: (why: string) => Error,
): KubeObject {
  if (kind.custom === undefined) {
    const draft = draftOf((normalised(object, kind, refuse) ?? {}) as JsonMap);
    fillDefaults(draft);
    return draft as unknown as KubeObject;
  }
  const openApi = kind.custom.openApi();
  const draft = draftOf(object);
  pruneCustom(draft, openApi);
  fillCustomDefaults(draft, openApi);
  return draft as unknown as KubeObject;
}

function normalised(
  object: JsonMap,
  kind: ServedKind,
  refuse: (why: string) => Error,
): Json | undefined {
  try {
    return normalise(object, kind.schema());
  } catch (error) {
    throw error instanceof NoMicroTime || error instanceof Unreadable
      ? refuse(error.message)
      : error;
  }
}

function unfit({ kind, version }: ServedKind): (why: string) => Error {
  return (why) =>
    badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`);
}

export function createObject(
  cluster: EmbeddedCluster,
  kind: ServedKind,
  body: KubeObject,
  options: WriteOptions,
): Written {
  const { name, namespace } = body.metadata;
  requireNamespace(cluster, kind, namespace, name);
  if (cluster.store.get(familyOf(kind), namespace, name) !== undefined)
    throw alreadyExists(subjectOf(kind, name));
  const next = inServerForm(body, kind, unfit(kind));
  const writer = writerOf(cluster, kind, options);
  const owners = updateOwners(undefined, next, kind.schema(), writer, trackedFor(kind, ""));
  return storeNew(cluster, kind, next, owners, options);
}

/** Stores an object that does not exist yet. */
export function storeNew(
  cluster: EmbeddedCluster,
  kind: ServedKind,
  next: KubeObject,
  owners: Owners,
  options: WriteOptions,
): Written {
  const { name, namespace } = next.metadata;
  requireNamespace(cluster, kind, namespace, name);
  const identity = withOwners(next, owners);
  const object = asRead(
    prepareCreate(identity, kind, cluster.clock.now(), cluster.allocations),
    kind,
  );
  validate(object, undefined, kind);
  admit(cluster, object, kind, "CREATE");
  const stored = options.dryRun === true ? object : cluster.store.put(familyOf(kind), object);
  return { object: stored, created: true };
}

/** Custom objects get their defaults at every read, so a first status has its schema's defaults although nobody wrote them. */
function asRead(object: KubeObject, kind: ServedKind): KubeObject {
  if (kind.custom === undefined || !kind.hasStatus) return object;
  const draft = draftOf(object);
  fillCustomDefaults(draft, kind.custom.openApi());
  return draft as unknown as KubeObject;
}

/** For PUT, and every patch except apply: `body` is the complete new object. */
export function updateObject(
  cluster: EmbeddedCluster,
  kind: ServedKind,
  live: KubeObject | undefined,
  body: KubeObject,
  options: WriteOptions,
): Written {
  if (live === undefined) throw notFound(subjectOf(kind, body.metadata.name));
  const subresource = options.subresource ?? "";
  const next = inServerForm(body, kind, unfit(kind));
  const writer = writerOf(cluster, kind, options);
  const tracked = trackedFor(kind, subresource);
  const current = stripForeign(live, kind, subresource, next);
  const owners = updateOwners(live, current, kind.schema(), writer, tracked);
  return storeNext(cluster, kind, live, current, owners, options);
}

/** Parts that this endpoint resets keep their live value, so that nobody gains ownership of them. */
function stripForeign(
  live: KubeObject,
  kind: ServedKind,
  subresource: string,
  next: KubeObject,
): KubeObject {
  if (subresource !== "status" || kind.custom !== undefined) return next;
  const { labels: _, ...metadata } = next.metadata;
  const kept =
    live.metadata.labels === undefined ? metadata : { ...metadata, labels: live.metadata.labels };
  return { ...next, metadata: kept };
}

/** Stores a changed object; leaves an equal one as it is, with its resourceVersion. */
export function storeNext(
  cluster: EmbeddedCluster,
  kind: ServedKind,
  live: KubeObject,
  next: KubeObject,
  owners: Owners,
  options: WriteOptions,
): Written {
  const subject = subjectOf(kind, live.metadata.name);
  const { resourceVersion, uid } = next.metadata;
  if (
    resourceVersion !== undefined &&
    resourceVersion !== "" &&
    resourceVersion !== live.metadata.resourceVersion
  )
    throw conflict(subject, MODIFIED);
  if (uid !== undefined && uid !== live.metadata.uid)
    throw invalid(subject, [immutable("metadata.uid", uid), immutable("metadata.uid", uid)]);
  const owned = withOwners(next, owners);
  const prepared = prepareUpdate(live, owned, kind, options.subresource ?? "", cluster.allocations);
  validate(prepared, live, kind);
  admit(cluster, prepared, kind, "UPDATE");
  if (sameStored(live, prepared)) return { object: live, created: false };
  if (options.dryRun === true) {
    const version = { ...prepared.metadata, resourceVersion: live.metadata.resourceVersion };
    return { object: { ...prepared, metadata: version } as KubeObject, created: false };
  }
  const isFreed = prepared.metadata.deletionTimestamp !== undefined && kind.kind !== "Namespace";
  if (isFreed && !hasFinalizers(prepared))
    return { object: cluster.store.remove(familyOf(kind), prepared), created: false };
  return { object: cluster.store.put(familyOf(kind), prepared), created: false };
}

/** An object that is being deleted disappears as soon as its last finalizer is gone. */
function hasFinalizers(object: KubeObject): boolean {
  const finalizers = object.metadata["finalizers"];
  return Array.isArray(finalizers) && finalizers.length > 0;
}

/** Equality that ignores the times of managedFields: a write that changes only those does not count as one. */
function sameStored(live: KubeObject, next: KubeObject): boolean {
  return sameJson(withoutTimes(live), withoutTimes(next));
}

function withoutTimes(object: KubeObject): Json {
  const { resourceVersion: _, managedFields, ...metadata } = object.metadata;
  const entries = isList(managedFields) ? managedFields : [];
  const timeless = entries.map((entry) => (isMap(entry) ? { ...entry, time: undefined } : entry));
  return { ...object, metadata: { ...metadata, managedFields: timeless } };
}
