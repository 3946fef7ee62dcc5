import { isList, isMap, type Json } from "../../kube/object.ts";
import { memberSchema } from "./typed/atom.ts";
import type { Schema } from "../../kube/schema/schema.ts";

/** The fields a schema does not know, as `spec.x` and `spec.items[0].y`: what fieldValidation=Strict refuses. */
export function strictErrors(value: Json, schema: Schema, path = ""): readonly string[] {
  if (isList(value)) {
    const items = schema.list?.items;
    if (items === undefined) return [];
    return value.flatMap((item, index) => strictErrors(item, items, `${path}[${String(index)}]`));
  }
  const { map } = schema;
  if (!isMap(value) || map === undefined) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const below = memberSchema(map, name);
    const place = path === "" ? name : `${path}.${name}`;
    if (below === undefined) return [place];
    return member === undefined ? [] : strictErrors(member, below, place);
  });
}
