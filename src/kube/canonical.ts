import { isList, isMap, type Json } from "./object.ts";

/** JSON with sorted keys and no spaces: equal values give equal bytes, whatever order they were built in. */
export function canonicalJson(value: Json | undefined): string {
  if (value === undefined) return "null";
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (!isMap(value)) return JSON.stringify(value);
  const entries = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
  return `{${entries.join(",")}}`;
}

/** Equality of JSON values; key order does not matter, `undefined` members are absent. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isList(a))
    return isList(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a).filter((key) => a[key] !== undefined);
  if (keys.length !== Object.keys(b).filter((key) => b[key] !== undefined).length) return false;
  return keys.every((key) => sameJson(a[key], b[key]));
}

/**
 * Removes nulls and what becomes empty only through that, so that they are never sent:
 * server-side apply owns an explicit null, and stores it as an empty value.
 */
export function withoutNulls<T extends Json>(value: T): T {
  return strip(value) as T;
}

function strip(value: Json): Json | undefined {
  if (value === null) return undefined;
  if (isList(value))
    return value.map((item) => strip(item)).filter((item): item is Json => item !== undefined);
  if (!isMap(value)) return value;
  const entries = Object.entries(value)
    .map(([key, item]) => [key, item === undefined ? undefined : strip(item)] as const)
    .filter((entry): entry is readonly [string, Json] => entry[1] !== undefined);
  return entries.length === 0 && Object.keys(value).length > 0
    ? undefined
    : Object.fromEntries(entries);
}
