import { canonicalJson, sameJson } from "./canonical.ts";
import { type KubeObject, type Json, managedFieldsOf } from "./object.ts";

/**
 * Whether a dry run left the object as it is, ownership included.
 *
 * The resourceVersion cannot tell: a dry run answers with the live one even where it would change something. So everything is
 * compared except what changes by itself meanwhile: the status, its owners, and the times of ownership. The server sorts the
 * entries of owners by those times, so an apply of a value in another spelling moves its entry behind everybody else's: their
 * order says nothing either.
 *
 * With `manager`, only the fields that this manager owns count: where a value is only spelled differently, a forced dry run
 * takes the field from its other owners too.
 */
export function changesNothing(live: KubeObject, dryRun: KubeObject, manager?: string): boolean {
  return sameJson(lasting(live, manager), lasting(dryRun, manager));
}

function lasting(object: KubeObject, manager: string | undefined): Json {
  const { status: _, metadata, ...rest } = object;
  const { resourceVersion: __, generation: ___, managedFields: ____, ...meta } = metadata;
  return { ...rest, metadata: { ...meta, managedFields: lastingOwners(object, manager) } };
}

/** Who owns what in an object, for all managers or for one: without its status and the times, in an order without meaning. */
export function lastingOwners(object: KubeObject, manager?: string): readonly string[] {
  return managedFieldsOf(object)
    .filter((entry) => (entry.subresource ?? "") === "")
    .filter((entry) => manager === undefined || entry.manager === manager)
    .map(({ time: _, ...entry }) => canonicalJson(entry))
    .sort();
}
