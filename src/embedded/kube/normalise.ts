import { inMicroTime } from "./micro-time.ts";
import { plainText } from "./plain-text.ts";
import { isList, isMap, type Json, type JsonMap } from "../../kube/object.ts";
import { FORMAT_NAMES, fitsFormat } from "../../kube/schema/formats.ts";
import type { FieldSchema, MapSchema, ScalarFormat, Schema } from "../../kube/schema/schema.ts";
import { canonicalQuantity } from "../../kube/quantity.ts";

/** A value that the server's own types cannot hold. */
export class Unreadable extends Error {
  constructor(value: Json, format: ScalarFormat) {
    super(`cannot convert ${JSON.stringify(value)} to ${FORMAT_NAMES[format]}`);
  }
}

/**
 * A built-in object after a round trip through the server's own types: nulls and dropped zero values are gone, zero values
 * that are always written are there, quantities are spelled canonically. Undeclared members are pruned.
 */
export function normalise(value: Json, schema: Schema): Json | undefined {
  if (value === null) return undefined;
  if (isMap(value) && schema.map !== undefined) return normaliseMap(value, schema.map);
  if (isList(value) && schema.list !== undefined) {
    const { items } = schema.list;
    return value.map((item) => normalise(item, items) ?? zeroOf(items) ?? null);
  }
  // Times with microseconds are reported with the parser's own reason.
  if (schema.format !== undefined && schema.spelling !== "micro-time")
    if (!fitsFormat(value, schema.format)) throw new Unreadable(value, schema.format);
  if (schema.spelling === "quantity") return canonicalQuantity(plainText(value));
  if (schema.spelling === "micro-time") return inMicroTime(plainText(value));
  return value;
}

function normaliseMap(value: JsonMap, map: MapSchema): JsonMap {
  const out: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) {
    const field = map.fields.get(name);
    if (member === undefined) continue;
    if (field === undefined) {
      if (map.others === undefined) continue;
      const kept = normalise(member, map.others) ?? zeroOf(map.others);
      if (kept !== undefined) out[name] = kept;
      continue;
    }
    const kept = normaliseField(member, field);
    if (kept !== undefined) out[name] = kept;
  }
  for (const [name, field] of map.fields) {
    if (field.zero === "emit" && out[name] === undefined) out[name] = zeroOf(field.schema) ?? null;
  }
  return out;
}

function normaliseField(member: Json, field: FieldSchema): Json | undefined {
  const kept = normalise(member, field.schema);
  if (kept === undefined || field.zero === "emit") return kept;
  if (field.zero === "drop" && (kept === "" || kept === 0 || kept === false)) return undefined;
  if (isList(kept) && kept.length === 0) return undefined;
  const isPlainMap = field.schema.map?.others !== undefined && field.schema.scalar === undefined;
  return isPlainMap && isMap(kept) && Object.keys(kept).length === 0 ? undefined : kept;
}

function zeroOf(schema: Schema): Json | undefined {
  if (schema.map !== undefined && schema.map.others === undefined)
    return normaliseMap({}, schema.map);
  if (schema.scalar === "string") return "";
  if (schema.scalar === "numeric") return 0;
  if (schema.scalar === "boolean") return false;
  return undefined;
}
