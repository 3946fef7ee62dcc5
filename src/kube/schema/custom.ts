import { isMap, type Json, type JsonMap } from "../object.ts";
import { builtinSchema } from "./builtin.ts";
import { ANYTHING, type FieldSchema, type ListSchema, type Schema } from "./schema.ts";

/** The merge rules of a custom kind, from the structural schema in its CustomResourceDefinition. */
export function customSchema(openApi: JsonMap): Schema {
  const own = schemaOf(openApi);
  const fields = new Map(own.map?.fields);
  const text: FieldSchema = { schema: { scalar: "string" }, zero: "keep" };
  fields.set("apiVersion", text);
  fields.set("kind", text);
  fields.set("metadata", { schema: builtinSchema("ObjectMeta"), zero: "keep" });
  const others = own.map?.others;
  return {
    map: others === undefined ? { fields, atomic: false } : { fields, others, atomic: false },
  };
}

function schemaOf(node: Json | undefined): Schema {
  if (!isMap(node)) return ANYTHING;
  if (node["x-kubernetes-int-or-string"] === true) return { scalar: "any" };
  switch (node["type"]) {
    case "string":
      return { scalar: "string" };
    case "integer":
    case "number":
      return { scalar: "numeric" };
    case "boolean":
      return { scalar: "boolean" };
    case "array":
      return { list: { items: schemaOf(node["items"]), merge: listMerge(node) } };
    case "object":
      return objectSchema(node);
    default:
      return ANYTHING;
  }
}

function objectSchema(node: JsonMap): Schema {
  const properties = isMap(node["properties"]) ? node["properties"] : {};
  const fields = new Map(
    Object.entries(properties).map(([name, member]): [string, FieldSchema] => [
      name,
      { schema: schemaOf(member), zero: "keep" },
    ]),
  );
  const atomic = node["x-kubernetes-map-type"] === "atomic";
  const others =
    node["x-kubernetes-preserve-unknown-fields"] === true
      ? ANYTHING
      : isMap(node["additionalProperties"])
        ? schemaOf(node["additionalProperties"])
        : undefined;
  if (others === undefined && fields.size === 0) return ANYTHING;
  return { map: others === undefined ? { fields, atomic } : { fields, others, atomic } };
}

function listMerge(node: JsonMap): ListSchema["merge"] {
  const type = node["x-kubernetes-list-type"];
  if (type === "set") return "set";
  const keys = node["x-kubernetes-list-map-keys"];
  return type === "map" && Array.isArray(keys) ? keys.map(String) : "atomic";
}
