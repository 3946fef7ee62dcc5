import { isList, isMap, type Json, type JsonMap } from "../../kube/object.ts";

/** The value at a path of keys; undefined where the way is not there. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((node, key) => (isMap(node) ? node[key] : undefined), value);
}

/** Undefined also for an empty text, which says as much as none. */
export function textAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

export function mapsAt(value: Json | undefined, ...path: readonly string[]): readonly JsonMap[] {
  const found = at(value, ...path);
  return isList(found) ? found.filter(isMap) : [];
}

export function textsAt(value: Json | undefined, ...path: readonly string[]): readonly string[] {
  const found = at(value, ...path);
  return isList(found) ? found.filter((one) => typeof one === "string") : [];
}

/** Sorted, each once: what is compared must not depend on the order in which a server lists it. */
export function unique(texts: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(texts.filter((text) => text !== undefined))].sort();
}
