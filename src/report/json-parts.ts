import { isList, isMap, type Json, type JsonMap } from "../kube/object.ts";
import { at } from "../kube/at.ts";

/** Reads parts of an object for people: a part that is missing or of another type is empty. */
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

export function textsAt(value: Json | undefined, ...path: readonly string[]): readonly string[] {
  return listOf(at(value, ...path)).map(textOf);
}
