import { sameJson } from "../canonical.ts";
import { isList, isMap, type Json, type JsonMap, type KubeObject } from "../object.ts";
import { brokenAlternatives } from "./alternatives.ts";

/** A field that an API server refuses, in the server's words. */
export interface InvalidField {
  readonly field: string;
  readonly reason:
    | "FieldValueInvalid"
    | "FieldValueRequired"
    | "FieldValueNotSupported"
    | "FieldValueForbidden"
    | "FieldValueDuplicate"
    | "FieldValueTypeInvalid"
    | "FieldValueTooLong"
    | "FieldValueTooMany";
  /** The message without the field: `Invalid value: "x": field is immutable`. */
  readonly message: string;
}

/** How a custom resource violates its schema: types, required members, enums, bounds, alternatives. Not CEL rules. */
export function customErrors(object: KubeObject, openApi: JsonMap): readonly InvalidField[] {
  const properties = mapOf(openApi["properties"]);
  const required = missing(object, openApi, "");
  const inside = Object.entries(properties).flatMap(([name, schema]) => {
    const value = object[name];
    const isMeta = name === "metadata" || name === "apiVersion" || name === "kind";
    return value === undefined || isMeta ? [] : check(value, schema, name);
  });
  return [...required, ...inside];
}

function check(value: Json, node: Json | undefined, path: string): InvalidField[] {
  if (!isMap(node)) return [];
  if (value === null && node["nullable"] === true) return [];
  const wrong = typeError(value, node);
  if (wrong !== undefined)
    return [{ field: path, reason: "FieldValueTypeInvalid", message: wrong }];
  const errors = [...limits(value, node, path), ...alternatives(value, node, path)];
  if (isList(value)) {
    errors.push(
      ...value.flatMap((item, index) => check(item, node["items"], `${path}[${String(index)}]`)),
    );
  } else if (isMap(value)) {
    errors.push(...missing(value, node, path));
    const properties = mapOf(node["properties"]);
    const others = node["additionalProperties"];
    for (const [name, member] of Object.entries(value))
      if (member !== undefined)
        errors.push(...check(member, properties[name] ?? others, `${path}.${name}`));
  }
  return errors;
}

function alternatives(value: Json, node: JsonMap, path: string): InvalidField[] {
  const breaks = (one: Json, schema: JsonMap): boolean => check(one, schema, path).length > 0;
  return brokenAlternatives(value, node, breaks).map((why) => ({
    field: path,
    reason: "FieldValueInvalid",
    message: `Invalid value: ${path} ${why}`,
  }));
}

function missing(value: JsonMap, node: JsonMap, path: string): InvalidField[] {
  const names = isList(node["required"]) ? node["required"].map(String) : [];
  return names
    .filter((name) => value[name] === undefined)
    .map((name) => ({
      field: path === "" ? name : `${path}.${name}`,
      reason: "FieldValueRequired",
      message: "Required value",
    }));
}

function typeError(value: Json, node: JsonMap): string | undefined {
  if (node["x-kubernetes-int-or-string"] === true) return undefined;
  const wanted = node["type"];
  const actual = typeOf(value);
  if (wanted === undefined || wanted === actual) return undefined;
  if (wanted === "number" && actual === "integer") return undefined;
  return `Invalid value: ${JSON.stringify(actual)}: in body must be of type ${typeof wanted === "string" ? wanted : JSON.stringify(wanted)}: ${JSON.stringify(actual)}`;
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (isList(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function limits(value: Json, node: JsonMap, path: string): InvalidField[] {
  const errors: InvalidField[] = [];
  const bad = (why: string): void => {
    const message = `Invalid value: ${JSON.stringify(value)}: ${path} in body ${why}`;
    errors.push({ field: path, reason: "FieldValueInvalid", message });
  };
  const values = node["enum"];
  if (isList(values) && !values.some((one) => sameJson(one, value))) {
    const supported = values.map((one) => JSON.stringify(one)).join(", ");
    const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported}`;
    errors.push({ field: path, reason: "FieldValueNotSupported", message });
  }
  const bound = (key: string): number | undefined => {
    const limit = node[key];
    return typeof limit === "number" ? limit : undefined;
  };
  const most = bound(isList(value) ? "maxItems" : "maxProperties");
  const size = isList(value) ? value.length : isMap(value) ? Object.keys(value).length : 0;
  if (most !== undefined && size > most)
    errors.push({
      field: path,
      reason: "FieldValueTooMany",
      message: `Too many: ${String(size)}: must have at most ${String(most)} items`,
    });
  if (typeof value === "string") {
    if (value.length < (bound("minLength") ?? 0))
      bad(`should be at least ${String(bound("minLength"))} chars long`);
    const pattern = node["pattern"];
    if (typeof pattern === "string" && !fits(pattern, value)) bad(`should match '${pattern}'`);
  }
  if (typeof value === "number") {
    if (value < (bound("minimum") ?? -Infinity))
      bad(`should be greater than or equal to ${String(bound("minimum"))}`);
    if (value > (bound("maximum") ?? Infinity))
      bad(`should be less than or equal to ${String(bound("maximum"))}`);
  }
  return errors;
}

/** Go's regular expressions are not JavaScript's; one that JavaScript cannot read counts as matching. */
function fits(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, "u").test(value);
  } catch {
    return true;
  }
}

function mapOf(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {};
}
