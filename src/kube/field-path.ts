import { isList, isMap, type Json, type JsonMap } from "./object.ts";

/**
 * One step of a path, spelled as in FieldsV1: `f:name` a field, `k:{…}` an item of a keyed list, `v:…` a member of a set,
 * `i:0` an index. Source: structured-merge-diff, fieldpath/serialize-pe.go.
 */
export type PathElement = string;

/** Where a value stands in an object. It stays a list of keys until it is printed: a key may hold any character. */
export type FieldPath = readonly PathElement[];

/** The meaning of a path element. */
type Step =
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "item"; readonly keys: JsonMap }
  | { readonly kind: "member"; readonly value: Json }
  | { readonly kind: "index"; readonly index: number };

export const fieldElement = (name: string): PathElement => `f:${name}`;
export const keyElement = (keys: JsonMap): PathElement => `k:${JSON.stringify(keys)}`;
export const memberElement = (value: Json): PathElement => `v:${JSON.stringify(value)}`;
export const indexElement = (index: number): PathElement => `i:${index}`;

/** Undefined where the text is not a path element. */
export function stepOf(element: PathElement): Step | undefined {
  const body = element.slice(2);
  if (element.startsWith("f:")) return { kind: "field", name: body };
  if (element.startsWith("i:"))
    return /^(0|[1-9]\d{0,8})$/.test(body) ? { kind: "index", index: Number(body) } : undefined;
  const value = jsonOf(body);
  if (value === undefined) return undefined;
  if (element.startsWith("v:")) return { kind: "member", value };
  return element.startsWith("k:") && isMap(value) ? { kind: "item", keys: value } : undefined;
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Keys that the schema defaults before merging. Source: `+default="TCP"` on ContainerPort and ServicePort. */
export const KEY_DEFAULTS: JsonMap = { protocol: "TCP" };

/** The value a path leads to, or undefined where the object does not have it. */
export function valueAt(object: Json | undefined, path: FieldPath): Json | undefined {
  let value: Json | undefined = object;
  for (const element of path) {
    if (value === undefined || value === null) return undefined;
    value = below(value, element);
  }
  return value;
}

function below(value: Json, element: PathElement): Json | undefined {
  if (element.startsWith("f:")) {
    const name = element.slice(2);
    return isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }
  if (!isList(value)) return undefined;
  const step = stepOf(element);
  switch (step?.kind) {
    case "index":
      return value[step.index];
    case "member":
      return value.find((item) => JSON.stringify(item) === element.slice(2));
    case "item":
      return value.find((item) => hasKeys(item, step.keys));
    case "field":
    case undefined:
      return undefined;
  }
}

function hasKeys(item: Json, keys: JsonMap): boolean {
  return (
    isMap(item) &&
    Object.entries(keys).every(([name, value]) => (item[name] ?? KEY_DEFAULTS[name]) === value)
  );
}

/** Names of fields from the root on; `{ name }` stands for the list item with this name, `{}` for any item or index. */
export type PathPattern = readonly (string | { readonly name?: string })[];

/** Whether a path leads to what the pattern names, or to a part of it. */
export function isWithin(path: FieldPath, pattern: PathPattern): boolean {
  return path.length >= pattern.length && pattern.every((part, at) => fits(part, path[at] ?? ""));
}

function fits(part: PathPattern[number], element: PathElement): boolean {
  if (typeof part === "string") return element === fieldElement(part);
  if (element.startsWith("f:")) return false;
  if (part.name === undefined) return true;
  const step = stepOf(element);
  return step?.kind === "item" && step.keys["name"] === part.name;
}

/** The names of the fields that a path passes, without the items of lists. */
export function fieldNames(path: FieldPath): readonly string[] {
  return path.filter((element) => element.startsWith("f:")).map((element) => element.slice(2));
}

/** Whether one of two paths leads to the other or to a part of it. */
export function areRelated(a: FieldPath, b: FieldPath): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(0, length).every((element, at) => element === b[at]);
}

/** Sorts paths by their printed form, so that lists of them read well. */
export function comparePaths(a: FieldPath, b: FieldPath): number {
  const [left, right] = [printedPath(a), printedPath(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A name that needs no quotes: no other step begins like it, and none of its characters ends it. */
const PLAIN = /^[A-Za-z_$][A-Za-z0-9_$-]*$/;

/**
 * A path as people read it and as JSON has it: `spec.ports[name="tls"].port`, `spec.selector["app.kubernetes.io/name"]`,
 * members of a set as `metadata.finalizers[="x"]`, items without a key as `rules[0]`. Names and values in quotes are JSON
 * texts, so that different paths print differently, whatever their keys hold.
 */
export function printedPath(path: FieldPath): string {
  return path.map((element, at) => printedStep(element, at === 0)).join("");
}

function printedStep(element: PathElement, isFirst: boolean): string {
  const step = stepOf(element);
  switch (step?.kind) {
    case "field":
      if (!PLAIN.test(step.name)) return `[${JSON.stringify(step.name)}]`;
      return isFirst ? step.name : `.${step.name}`;
    case "item":
      return `[${Object.entries(step.keys).map(printedKey).join(",")}]`;
    case "member":
      return `[=${JSON.stringify(step.value)}]`;
    case "index":
      return `[${step.index}]`;
    case undefined:
      throw new Error(`internal: ${JSON.stringify(element)} is no path element`);
  }
}

function printedKey([name, value]: readonly [string, Json | undefined]): string {
  const key = PLAIN.test(name) ? name : JSON.stringify(name);
  return `${key}=${JSON.stringify(value ?? null)}`;
}

/**
 * A path as the API server's own messages have it: `.spec.template.spec.containers[name="discovery"].image`. A dot in a label
 * looks like the end of a field there, so such a text can be compared but not parsed.
 */
export function serverPathText(path: FieldPath): string {
  return path
    .map((element) => {
      const body = element.slice(2);
      if (element.startsWith("f:")) return `.${body}`;
      if (element.startsWith("v:")) return `[=${body}]`;
      if (element.startsWith("i:")) return `[${body}]`;
      const key = JSON.parse(body) as Record<string, Json>;
      return `[${Object.entries(key)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(",")}]`;
    })
    .join("");
}
