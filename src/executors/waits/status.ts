import { isList, isMap, type Json, type JsonMap, type KubeObject } from "../../kube/object.ts";

/** The value at a path, undefined where any step is missing. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((node, key) => (isMap(node) ? node[key] : undefined), value);
}

export function numberAt(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === "number" ? found : undefined;
}

/** Empty texts are undefined: the API writes them for "nothing". */
export function textAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** The members of a list that are maps; empty where there is no list. */
export function mapsAt(value: Json | undefined, ...path: readonly string[]): readonly JsonMap[] {
  const found = at(value, ...path);
  return isList(found) ? found.filter(isMap) : [];
}

/** One entry of `status.conditions`. */
export function condition(object: KubeObject, type: string): JsonMap | undefined {
  return mapsAt(object, "status", "conditions").find((item) => item["type"] === type);
}
