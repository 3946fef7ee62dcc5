import { isList, isMap, type Json, type JsonMap } from "../kube/object.ts";

/** Parts of an object as they are read for people: what is missing or of another type is empty. */
export function mapOf(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {};
}

export function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The value at a path of keys; undefined where the way is not there. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((found, key) => mapOf(found)[key], value);
}

export function textsAt(value: Json | undefined, ...path: readonly string[]): readonly string[] {
  return listOf(at(value, ...path)).map(textOf);
}
