import { isList, isMap, type Json, type JsonMap } from "../object.ts";

/** Whether a value breaks a schema. */
type Breaks = (value: Json, schema: JsonMap) => boolean;

/**
 * The violations by a value of the `allOf`, `anyOf`, `oneOf` and `not` of a schema, with which Istio's definitions say that one
 * of several fields must be set. If a field has a default, the server sets it before it judges. An alternative with a pattern
 * or a format is not judged: Go's differ from JavaScript's, and under `not` an unreadable pattern would refuse what is right.
 */
export function brokenAlternatives(
  value: Json,
  schema: JsonMap,
  breaks: Breaks,
): readonly string[] {
  const { properties } = schema;
  if (isMap(properties) && Object.values(properties).some(hasDefault)) return [];
  const count = (of: readonly JsonMap[]): number => of.filter((one) => !breaks(value, one)).length;
  const among = (key: string): readonly JsonMap[] => {
    const of = schema[key];
    return isList(of) && !isUnclear(of) ? of.filter(isMap) : [];
  };
  const [all, any, one] = [among("allOf"), among("anyOf"), among("oneOf")];
  const not = schema["not"];
  const found = count(one);
  return [
    ...(count(all) < all.length ? ["must validate all the schemas (allOf)"] : []),
    ...(any.length > 0 && count(any) === 0 ? ["must validate at least one schema (anyOf)"] : []),
    ...(one.length > 0 && found !== 1
      ? [
          `must validate one and only one schema (oneOf). ${found === 0 ? "Found none valid" : `Found ${String(found)} valid alternatives`}`,
        ]
      : []),
    ...(isMap(not) && !isUnclear(not) && !breaks(value, not)
      ? ["must not validate the schema (not)"]
      : []),
  ];
}

function hasDefault(schema: Json | undefined): boolean {
  return isMap(schema) && schema["default"] !== undefined;
}

function isUnclear(schema: Json): boolean {
  if (isList(schema)) return schema.some(isUnclear);
  if (!isMap(schema)) return false;
  return Object.entries(schema).some(
    ([key, value]) => key === "pattern" || key === "format" || isUnclear(value ?? null),
  );
}
