import fc from "fast-check";
import { isList, isMap, type Json, type JsonMap } from "../../src/kube/object.ts";
import { HOSTILE } from "../hostile.ts";
import { anyValue } from "./mutations.ts";

/** How deep references are followed before only the shortest values are made. */
const DEEPEST = 8;

/**
 * Values of a JSON Schema's own grammar: objects with its members, its examples and constants, texts of its patterns. One in a
 * few is nearly a value: a member too many, another type, a hostile text. `names` are taken for texts without a grammar, so that
 * values refer to each other.
 */
export function fromSchema(root: JsonMap, names: readonly string[]): fc.Arbitrary<Json> {
  const build = (schema: Json | undefined, depth: number): fc.Arbitrary<Json> => {
    if (!isMap(schema)) return anyValue;
    const { $ref: reference, examples, pattern } = schema;
    if (typeof reference === "string") return build(resolved(root, reference), depth);
    if ("const" in schema) return fc.constant(schema["const"] ?? null);
    const choices: fc.Arbitrary<Json>[] = [];
    if (isList(examples) && examples.length > 0) choices.push(fc.constantFrom(...examples));
    if (isList(schema["enum"])) choices.push(fc.constantFrom(...schema["enum"]));
    for (const key of ["oneOf", "anyOf", "allOf"]) {
      const members = schema[key];
      if (isList(members) && depth < DEEPEST)
        choices.push(...members.filter(hasType).map((member) => build(member, depth + 1)));
    }
    if (depth < DEEPEST) choices.push(...typed(schema, depth));
    if (typeof pattern === "string") choices.push(fc.stringMatching(new RegExp(pattern)));
    if (choices.length === 0) choices.push(fc.constantFrom(...names));
    const [first, ...others] = choices as [fc.Arbitrary<Json>, ...fc.Arbitrary<Json>[]];
    return fc.oneof(
      { weight: 40, arbitrary: fc.oneof(first, ...others) },
      { weight: 1, arbitrary: fc.oneof(anyValue, fc.constantFrom(...HOSTILE)) },
    );
  };
  const typed = (schema: JsonMap, depth: number): readonly fc.Arbitrary<Json>[] => {
    const types = isList(schema["type"]) ? schema["type"] : [schema["type"]];
    return types.flatMap((type): readonly fc.Arbitrary<Json>[] => {
      switch (type) {
        case "object":
          return [objectOf(schema, depth)];
        case "array":
          return [fc.array(build(schema["items"], depth + 1), { maxLength: 3 })];
        case "integer":
        case "number":
          return [fc.oneof(fc.integer({ min: -1, max: 10 }), fc.integer())];
        case "boolean":
          return [fc.boolean()];
        case "string":
          return [fc.constantFrom(...names)];
        default:
          return [];
      }
    });
  };
  const objectOf = (schema: JsonMap, depth: number): fc.Arbitrary<Json> => {
    const { properties, required, additionalProperties } = schema;
    const needed = isList(required) ? required : [];
    const members = Object.entries(isMap(properties) ? properties : {}).map(
      ([key, member]): fc.Arbitrary<readonly (readonly [string, Json])[]> => {
        const value = build(member, depth + 1).map((one) => [[key, one] as const]);
        const absent = fc.constant<readonly (readonly [string, Json])[]>([]);
        const isNeeded = needed.includes(key);
        return fc.oneof(
          { weight: isNeeded ? 60 : 1, arbitrary: value },
          { weight: isNeeded ? 1 : 3, arbitrary: absent },
        );
      },
    );
    const more = isMap(additionalProperties)
      ? fc.array(fc.tuple(fc.constantFrom(...names), build(additionalProperties, depth + 1)), {
          maxLength: 5,
        })
      : fc.constant<[string, Json][]>([]);
    return fc
      .tuple(fc.tuple(...members), more)
      .map(([own, others]) => Object.fromEntries([...own.flat(), ...others]));
  };
  return build(root, 0);
}

function hasType(schema: Json): boolean {
  return (
    isMap(schema) && ("type" in schema || "$ref" in schema || "enum" in schema || "const" in schema)
  );
}

function resolved(root: JsonMap, reference: string): Json | undefined {
  return reference
    .split("/")
    .slice(1)
    .reduce<Json | undefined>((at, key) => (isMap(at) ? at[key] : undefined), root);
}
