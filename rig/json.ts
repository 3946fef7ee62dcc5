import { isList, isMap, type Json, type JsonMap } from "../src/kube/object.ts";

type Step = string | number;

/** The one place where text becomes JSON. */
export function parseJson(text: string): Json {
  return JSON.parse(text) as Json;
}

/** The value at a path, or undefined as soon as a step is not there. Numbers step into lists. */
export function at(value: Json | undefined, ...path: readonly Step[]): Json | undefined {
  return path.reduce<Json | undefined>((here, step) => {
    if (typeof step === "number") return isList(here) ? here[step] : undefined;
    return isMap(here) ? here[step] : undefined;
  }, value);
}

export function textAt(value: Json | undefined, ...path: readonly Step[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** The list at a path; empty where there is none. */
export function listAt(value: Json | undefined, ...path: readonly Step[]): readonly Json[] {
  const found = at(value, ...path);
  return isList(found) ? found : [];
}

/** The map at a path; empty where there is none. */
export function mapAt(value: Json | undefined, ...path: readonly Step[]): JsonMap {
  const found = at(value, ...path);
  return isMap(found) ? found : {};
}
