import { serverPathText, type PathElement } from "../../../kube/field-path.ts";
import { isList, isMap, type Json } from "../../../kube/object.ts";
import type { ListSchema, MapSchema, ScalarType, Schema } from "../../../kube/schema/schema.ts";
import { atomOf, elementOf, memberSchema } from "./atom.ts";

/**
 * Everything in a value that its schema does not allow, in the API server's words: `.spec.x: field not declared in
 * schema`. Source: structured-merge-diff typed/validate.go.
 */
export function schemaErrors(value: Json, schema: Schema): readonly string[] {
  return check(value, schema).map((error) =>
    error.path === "" ? error.text : `${error.path}: ${error.text}`,
  );
}

interface SchemaError {
  readonly path: string;
  readonly text: string;
}

function check(value: Json, schema: Schema): SchemaError[] {
  const atom = atomOf(schema, value);
  if (atom.kind === "scalar") return checkScalar(value, atom.scalar);
  if (value === null) return [];
  if (atom.kind === "list")
    return isList(value) ? checkList(value, atom.list) : [mistyped("list", value)];
  return isMap(value) ? checkMap(value, atom.map) : [mistyped("map", value)];
}

function mistyped(wanted: string, value: Json): SchemaError {
  return { path: "", text: `expected ${wanted}, got &{${goText(value)}}` };
}

function goText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function checkScalar(value: Json, type: ScalarType): SchemaError[] {
  const error = scalarError(value, type);
  return error === undefined ? [] : [{ path: "", text: error }];
}

function scalarError(value: Json, type: ScalarType): string | undefined {
  if (value === null) return undefined;
  const is = typeof value;
  if (type === "numeric" && is !== "number")
    return `expected numeric (int or float), got ${goType(value)}`;
  if (type === "string" && is !== "string") return `expected string, got ${goValue(value)}`;
  if (type === "boolean" && is !== "boolean") return `expected boolean, got &{${goText(value)}}`;
  if (type === "any" && is === "object") return `expected any scalar, got &{${goText(value)}}`;
  return undefined;
}

function goType(value: Json): string {
  if (isList(value)) return "[]interface {}";
  if (isMap(value)) return "map[string]interface {}";
  return typeof value === "boolean" ? "bool" : typeof value;
}

function goValue(value: Json): string {
  return `&value.valueUnstructured{Value:${JSON.stringify(value)}}`;
}

function checkList(items: readonly Json[], list: ListSchema): SchemaError[] {
  const seen = new Set<PathElement>();
  return items.flatMap((item, index) => {
    if (list.merge === "atomic") return prefixed(`[${String(index)}]`, check(item, list.items));
    const wrong = itemError(item, list);
    if (wrong !== undefined) return [{ path: "", text: `element ${String(index)}: ${wrong}` }];
    const element = elementOf(item, list);
    const errors = prefixed(serverPathText([element]), check(item, list.items));
    if (seen.has(element)) {
      errors.unshift({ path: "", text: `duplicate entries for key ${serverPathText([element])}` });
    }
    seen.add(element);
    return errors;
  });
}

function itemError(item: Json, list: ListSchema): string | undefined {
  if (list.merge === "set") {
    if (isMap(item)) return "associative list without keys has an element that's a map type";
    if (isList(item)) return "not supported: associative list with lists as elements";
    return item === null
      ? "associative list without keys has an element that's an explicit null"
      : undefined;
  }
  if (item === null) return "associative list with keys may not have a null element";
  if (!isMap(item)) return "associative list with keys may not have non-map elements";
  return elementOf(item, list) === "k:{}"
    ? `associative list with keys has an element that omits all key fields ${goStrings(list.merge === "atomic" ? [] : list.merge)} (and doesn't have default values for any key fields)`
    : undefined;
}

function goStrings(texts: readonly string[]): string {
  return `[${texts.map((key) => JSON.stringify(key)).join(" ")}]`;
}

/** Go maps have no order; the server reports an undeclared field and goes no further in that map. */
function checkMap(
  map: Readonly<Record<string, Json | undefined>>,
  rules: MapSchema,
): SchemaError[] {
  const errors: SchemaError[] = [];
  for (const [name, member] of Object.entries(map)) {
    if (member === undefined) continue;
    const schema = memberSchema(rules, name);
    if (schema === undefined) {
      errors.push({ path: `.${name}`, text: "field not declared in schema" });
      return errors;
    }
    errors.push(...prefixed(`.${name}`, check(member, schema)));
  }
  return errors;
}

function prefixed(prefix: string, errors: readonly SchemaError[]): SchemaError[] {
  return errors.map(({ path, text }) => ({ path: prefix + path, text }));
}
