import { isMap, type JsonMap } from "../kube/object.ts";

/** An object being prepared: the server changes its own copy, never one that is stored or was sent. */
export interface Draft {
  [key: string]: DraftValue | undefined;
}
export type DraftValue = null | boolean | number | string | DraftValue[] | Draft;

export function draftOf(value: JsonMap): Draft {
  return structuredClone(value) as Draft;
}

export function isDraft(value: DraftValue | undefined): value is Draft {
  return isMap(value);
}

/** The map under `key`; created when `create` is set. */
export function mapAt(draft: Draft, key: string, create: true): Draft;
export function mapAt(draft: Draft, key: string): Draft | undefined;
export function mapAt(draft: Draft, key: string, create = false): Draft | undefined {
  const value = draft[key];
  if (isDraft(value)) return value;
  if (!create) return undefined;
  const made: Draft = {};
  draft[key] = made;
  return made;
}

/** The maps in the list under `key`. */
export function mapsAt(draft: Draft | undefined, key: string): readonly Draft[] {
  const value = draft?.[key];
  return Array.isArray(value) ? value.filter(isDraft) : [];
}

/** Fills in what is absent; a null counts as absent. */
export function setDefaults(draft: Draft, defaults: Draft): void {
  for (const [key, value] of Object.entries(defaults)) draft[key] ??= value;
}
