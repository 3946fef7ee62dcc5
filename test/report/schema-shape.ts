type Schema = { readonly [key: string]: unknown };

/**
 * What a schema promises to readers, a fact a line: the key at a path and its type, whether it is always there, and each value
 * that it may have. Prose and order are no part of it.
 */
export function shapeOf(schema: Schema): readonly string[] {
  const lines = new Set<string>();
  const seen = new Set<string>();
  const visit = (part: unknown, path: string): void => {
    if (!isSchema(part)) return;
    const { $ref: ref } = part;
    if (typeof ref === "string" && !seen.has(`${path} ${ref}`)) {
      seen.add(`${path} ${ref}`);
      visit(definition(schema, ref), path);
    }
    for (const type of listOf(part["type"])) lines.add(`${path}: ${String(type)}`);
    for (const value of [...listOf(part["enum"]), ...("const" in part ? [part["const"]] : [])])
      lines.add(`${path} = ${JSON.stringify(value)}`);
    for (const key of listOf(part["required"])) lines.add(`${path}.${String(key)}!`);
    for (const [key, below] of Object.entries(mapOf(part["properties"])))
      visit(below, `${path}.${key}`);
    visit(part["items"], `${path}[]`);
    visit(part["additionalProperties"], `${path}.*`);
    for (const key of ["allOf", "anyOf", "oneOf"])
      for (const below of listOf(part[key])) visit(below, path);
    for (const key of ["then", "else"]) visit(part[key], path);
  };
  visit(schema, "");
  return [...lines].sort();
}

function definition(schema: Schema, ref: string): unknown {
  return ref
    .replace(/^#\//, "")
    .split("/")
    .reduce<unknown>((found, key) => mapOf(found)[key], schema);
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const mapOf = (value: unknown): Schema => (isSchema(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
