import { isMap, type Json, type JsonMap } from "../../../kube/object.ts";

/** Paths of one layout of values (`hpaSpec.minReplicas`) and the paths of another (`autoscaling.minReplicas`) they move to. */
export type PathTable = { readonly [from: string]: string };

/** Values in the layout of a chart, and the paths of what the table has no place for. */
export interface Translated {
  readonly values: JsonMap;
  readonly leftOver: readonly string[];
}

/** Moves what the table names; `prefix` only completes the paths of what is left over. Nulls and empty maps say nothing. */
export function translate(source: JsonMap, table: PathTable, prefix: string): Translated {
  let values: JsonMap = {};
  for (const [from, to] of Object.entries(table)) {
    const value = valueAt(source, from.split("."));
    if (value !== undefined && value !== null) values = merged(values, nested(to, value));
  }
  return { values, leftOver: leftOver(source, table, prefix, "") };
}

function leftOver(
  source: JsonMap,
  table: PathTable,
  prefix: string,
  within: string,
): readonly string[] {
  return Object.entries(source).flatMap(([key, value]) => {
    const path = `${within}${key}`;
    if (path in table || value === undefined || value === null) return [];
    const hasParts = Object.keys(table).some((from) => from.startsWith(`${path}.`));
    if (isMap(value) && (hasParts || Object.keys(value).length === 0))
      return leftOver(value, table, prefix, `${path}.`);
    return [`${prefix}.${path}`];
  });
}

/** Deep merge of maps, as Helm merges values; of anything else the second wins. */
export function merged(first: JsonMap, second: JsonMap): JsonMap {
  const result: Record<string, Json | undefined> = { ...first };
  for (const [key, value] of Object.entries(second)) {
    const before = result[key];
    if (value !== undefined)
      result[key] = isMap(before) && isMap(value) ? merged(before, value) : value;
  }
  return result;
}

export function valueAt(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((at, key) => (isMap(at) ? at[key] : undefined), value);
}

function nested(path: string, value: Json): JsonMap {
  return path.split(".").reduceRight<Json>((inner, key) => ({ [key]: inner }), value) as JsonMap;
}

/** Only these keys, where they are set. */
export function picked(source: JsonMap, keys: readonly string[]): JsonMap {
  return Object.fromEntries(
    keys.flatMap((key) => (source[key] === undefined ? [] : [[key, source[key]]])),
  );
}

export function omitted(source: JsonMap, keys: readonly string[]): JsonMap {
  return Object.fromEntries(Object.entries(source).filter(([key]) => !keys.includes(key)));
}
