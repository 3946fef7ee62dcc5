import { FieldSet } from "../../kube/field-set.ts";
import { type KubeObject, type ManagedFieldsEntry, managedFieldsOf } from "../../kube/object.ts";

/** The fields that one manager owns in an object: one entry of `metadata.managedFields`. */
export interface Ownership {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource: string;
  readonly set: FieldSet;
  /** RFC 3339 with seconds. */
  readonly time: string | undefined;
}

/** Ownerships by identity. All Apply entries of a manager are one, whatever version it applied. */
export type Owners = Map<string, Ownership>;

export function ownerKey(owner: Omit<Ownership, "set" | "time">): string {
  const version = owner.operation === "Apply" ? "" : owner.apiVersion;
  return JSON.stringify([owner.manager, owner.operation, version, owner.subresource]);
}

export function ownersOf(object: KubeObject): Owners {
  const owners: Owners = new Map();
  for (const entry of managedFieldsOf(object)) {
    const owner = {
      manager: entry.manager,
      operation: entry.operation,
      apiVersion: entry.apiVersion,
      subresource: entry.subresource ?? "",
      set: FieldSet.fromFieldsV1(entry.fieldsV1),
      time: entry.time,
    };
    owners.set(ownerKey(owner), owner);
  }
  return owners;
}

/** The wire form, in the server's order: Apply before Update, older before newer, then by name. */
export function entriesOf(owners: Owners): readonly ManagedFieldsEntry[] {
  return [...owners.values()].sort(compareOwners).map((owner) => ({
    manager: owner.manager,
    operation: owner.operation,
    apiVersion: owner.apiVersion,
    ...(owner.time === undefined ? {} : { time: owner.time }),
    fieldsType: "FieldsV1",
    fieldsV1: owner.set.toFieldsV1(),
    ...(owner.subresource === "" ? {} : { subresource: owner.subresource }),
  }));
}

function compareOwners(a: Ownership, b: Ownership): number {
  return (
    compareText(a.operation, b.operation) ||
    compareText(a.time ?? "", b.time ?? "") ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource, b.subresource)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const MAX_UPDATERS = 10;

/** At most ten Update entries are kept; the oldest melt into `ancient-changes`, one per apiVersion. */
export function capUpdaters(owners: Owners): void {
  const updaters = [...owners.entries()]
    .filter(([, owner]) => owner.operation === "Update")
    .sort(([a, x], [b, y]) => compareText(x.time ?? "", y.time ?? "") || compareText(a, b));
  const firstOfVersion = new Map<string, string>();
  let count = updaters.length;
  for (const [key, owner] of updaters) {
    if (count <= MAX_UPDATERS) return;
    const bucket: Ownership = { ...owner, manager: "ancient-changes", subresource: "" };
    const bucketKey = ownerKey(bucket);
    const first = firstOfVersion.get(owner.apiVersion);
    if (first === undefined) {
      firstOfVersion.set(owner.apiVersion, key);
      continue;
    }
    const melted = owners.get(bucketKey) ?? owners.get(first);
    owners.delete(first);
    owners.delete(key);
    owners.set(bucketKey, { ...bucket, set: owner.set.union(melted?.set ?? FieldSet.EMPTY) });
    count -= 1;
  }
}
