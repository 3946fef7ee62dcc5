import { isList, isMap, type Json, type JsonMap } from "./object.ts";

/**
 * The one way to walk into an object by names of fields. What is missing, or of another type than it is asked for, is
 * undefined or empty, as the function says: whoever must tell the two apart looks at `at` itself.
 */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let found = value;
  // Own keys only: `constructor` is a name that a map may or may not have.
  for (const key of path)
    found = isMap(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
}

/** The map there; an empty one where there is none. */
export function mapAt(value: Json | undefined, ...path: readonly string[]): JsonMap {
  const found = at(value, ...path);
  return isMap(found) ? found : {};
}

/** The list there; an empty one where there is none. */
export function listAt(value: Json | undefined, ...path: readonly string[]): readonly Json[] {
  const found = at(value, ...path);
  return isList(found) ? found : [];
}

/** The members of the list there that are maps. */
export function mapsAt(value: Json | undefined, ...path: readonly string[]): readonly JsonMap[] {
  return listAt(value, ...path).filter(isMap);
}

/** The text there; an empty one where there is none: to the API both mean "nothing". */
export function textAt(value: Json | undefined, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

/** The text there; undefined where it is missing or empty. */
export function textOrNone(
  value: Json | undefined,
  ...path: readonly string[]
): string | undefined {
  return textAt(value, ...path) || undefined;
}

export function numberAt(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === "number" ? found : undefined;
}
