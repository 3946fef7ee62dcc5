import table from "../../../data/kube-types/types.json" with { type: "json" };
import { ANYTHING, type FieldSchema, type ListSchema, type Schema } from "./schema.ts";

/**
 * Reads the notation of the table of types, which `scripts/kube-types.mjs` writes: by the name of each type its fields,
 * `field:type field:type …`.
 *
 * Types: `str int num bool time utime qty intstr any`, another `Type`, `{T}` a map, `[T]` an atomic list, `[T]#` a set,
 * `[T]=a,b` a list keyed by a and b. `!` after a type's name or a map marks it atomic. After a field, `?` drops zero values
 * and `+` always writes them.
 */
function parseTypes(rows: Readonly<Record<string, string>>): ReadonlyMap<string, Schema> {
  const types = new Map<string, Schema>();
  for (const name of Object.keys(rows)) types.set(name.replace("!", ""), {});
  for (const [name, text] of Object.entries(rows)) {
    const schema = types.get(name.replace("!", ""));
    if (schema === undefined) continue;
    const fields = text === "" ? [] : text.split(" ");
    schema.map = {
      fields: new Map(fields.map((field) => parseField(field, types))),
      atomic: name.endsWith("!"),
    };
  }
  return types;
}

function parseField(text: string, types: ReadonlyMap<string, Schema>): [string, FieldSchema] {
  const colon = text.indexOf(":");
  const type = text.slice(colon + 1);
  const zero = type.endsWith("?") ? "drop" : type.endsWith("+") ? "emit" : "keep";
  const schema = parseType(zero === "keep" ? type : type.slice(0, -1), types);
  return [text.slice(0, colon), { schema, zero }];
}

const SCALARS: Readonly<Record<string, Schema>> = {
  str: { scalar: "string" },
  int: { scalar: "numeric", format: "integer" },
  num: { scalar: "numeric" },
  bool: { scalar: "boolean" },
  time: { scalar: "any", format: "time" },
  utime: { scalar: "any", format: "time", spelling: "micro-time" },
  qty: { scalar: "any", format: "quantity", spelling: "quantity" },
  intstr: { scalar: "any", format: "int-or-string" },
  any: ANYTHING,
};

function parseType(text: string, types: ReadonlyMap<string, Schema>): Schema {
  const inner = text.slice(1, text.lastIndexOf(text.startsWith("{") ? "}" : "]"));
  const rest = text.slice(inner.length + 2);
  if (text.startsWith("{")) {
    return {
      map: { fields: new Map(), others: parseType(inner, types), atomic: rest === "!" },
    };
  }
  if (text.startsWith("[")) {
    const merge: ListSchema["merge"] =
      rest === "#" ? "set" : rest === "" ? "atomic" : rest.slice(1).split(",");
    return { list: { items: parseType(inner, types), merge } };
  }
  const found = SCALARS[text] ?? types.get(text);
  if (found === undefined) throw new Error(`internal: type table names an unknown type ${text}`);
  return found;
}

let builtin: ReadonlyMap<string, Schema> | undefined;

/** The schema of a built-in type, e.g. `Deployment`; read once, at first use. */
export function builtinSchema(type: string): Schema {
  const schema = findBuiltinSchema(type);
  if (schema === undefined) throw new Error(`internal: no schema for built-in type ${type}`);
  return schema;
}

/** The schema of a built-in type; undefined for a type that is not built in, or not in the tables. */
export function findBuiltinSchema(type: string): Schema | undefined {
  return builtinSchemas().get(type);
}

/** Every type of the tables, by its name. */
export function builtinSchemas(): ReadonlyMap<string, Schema> {
  return (builtin ??= parseTypes(table));
}
