import { LIMITS } from "../../util/limits.ts";
import { isList, isMap, type Json, type JsonMap } from "../object.ts";
import { ANYTHING, type FieldSchema, type ListSchema, type Schema } from "./schema.ts";
import { mapAt } from "../at.ts";

/** The kind of an object, as a document of `/openapi/v3` marks it. */
interface OpenApiKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * The schemas of one document of an API server's `/openapi/v3`, as server-side apply reads them.
 *
 * A server makes its own types from the same document, so the document and the server's behaviour cannot differ much.
 * Nothing in the document is taken for granted: a place that cannot be read may hold anything. Each definition is read
 * once, at first use; definitions may refer to each other in circles.
 *
 * Source: kube-openapi pkg/schemaconv/openapi.go, which apiserver's managedfields.NewTypeConverter calls.
 */
export class OpenApiDocument {
  readonly #definitions: JsonMap;
  readonly #read = new Map<string, Schema>();

  constructor(document: Json) {
    this.#definitions = mapAt(mapAt(document, "components"), "schemas");
  }

  /** Undefined where the document has no such kind. */
  kind(wanted: OpenApiKind): Schema | undefined {
    const name = this.#nameOf(wanted);
    return name === undefined ? undefined : this.#named(name, 0);
  }

  /**
   * The definition of a kind that a CustomResourceDefinition defines, for the JSON Schema words beyond types. Undefined for
   * built-in kinds: the document has the same words for those, but the server does not enforce them.
   */
  customKind(wanted: OpenApiKind): JsonMap | undefined {
    const name = this.#nameOf(wanted);
    return name === undefined || BUILT_IN.test(name) ? undefined : mapAt(this.#definitions, name);
  }

  #nameOf({ group, version, kind }: OpenApiKind): string | undefined {
    return Object.keys(this.#definitions).find((name) => {
      const marks = mapAt(this.#definitions, name)["x-kubernetes-group-version-kind"];
      return (isList(marks) ? marks : []).some(
        (mark) =>
          isMap(mark) &&
          mark["group"] === group &&
          mark["version"] === version &&
          mark["kind"] === kind,
      );
    });
  }

  #named(name: string, depth: number, isDecoded = false): Schema {
    const key = isDecoded ? `decoded ${name}` : name;
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    // Known before it is read: a definition may contain itself.
    const schema: Schema = {};
    this.#read.set(key, schema);
    const definition = mapAt(this.#definitions, name);
    const isReadable = Object.keys(definition).length > 0 && refOf(definition) === undefined;
    const read = isReadable ? this.#definition(name, definition, depth, isDecoded) : ANYTHING;
    return Object.defineProperties(schema, Object.getOwnPropertyDescriptors(read));
  }

  /** Reads a definition; some are not read by a server as they are written. */
  #definition(name: string, definition: JsonMap, depth: number, isDecoded: boolean): Schema {
    if (name.endsWith(".api.resource.Quantity")) return { scalar: "any", format: "quantity" };
    if (name.endsWith(".runtime.RawExtension")) return ANYTHING;
    const [isProps, other] = /\.JSONSchemaProps(OrBool|OrArray|OrStringArray)$/.exec(name) ?? [];
    if (isProps !== undefined) {
      const whole = name.slice(0, name.length - (other ?? "").length);
      const props = this.#named(whole, depth + 1, true);
      return schemaOr(props, other);
    }
    return schemaOf(definition, {
      isLoose: isDecoded,
      isDecoded,
      isCustom: !BUILT_IN.test(name),
      depth,
      named: (one, at) => this.#named(one, at, isDecoded),
      definition: (one) => mapAt(this.#definitions, one),
    });
  }
}

/**
 * A schema in a CustomResourceDefinition, or a shorter form. The document does not mention it, and yet the Go type refuses
 * values that it cannot decode. It takes any scalar for an empty list. Source: apiextensions v1/marshal.go.
 */
function schemaOr(props: Schema, other: string | undefined): Schema {
  // Looked up only when it is asked for: the schema is still being read.
  const schema = {
    get map(): NonNullable<Schema["map"]> {
      return props.map ?? { fields: new Map(), others: ANYTHING, atomic: false };
    },
  };
  const rest: Schema =
    other === "OrBool"
      ? { scalar: "boolean" }
      : {
          scalar: "any",
          list: { items: other === "OrArray" ? props : { scalar: "string" }, merge: "atomic" },
        };
  return Object.defineProperties(rest, Object.getOwnPropertyDescriptors(schema));
}

const BUILT_IN = /^io\.k8s\.(api|apiextensions-apiserver|apimachinery|kube-aggregator)\./;

/** The schema of a kind, from the `openAPIV3Schema` of one version of its CustomResourceDefinition. */
export function definedSchema(openApi: JsonMap, metadata: Schema): Schema {
  const own = schemaOf(openApi, {
    isLoose: false,
    isDecoded: false,
    isCustom: true,
    depth: 0,
    named: () => ANYTHING,
    definition: () => ({}),
  });
  const fields = new Map(own.map?.fields);
  const field = (schema: Schema): FieldSchema => ({ schema, zero: "keep" });
  fields.set("apiVersion", field({ scalar: "string" }));
  fields.set("kind", field({ scalar: "string" }));
  fields.set("metadata", field(metadata));
  const others = own.map?.others;
  return { map: { fields, atomic: false, ...(others === undefined ? {} : { others }) } };
}

interface Reading {
  /** Fields that are not named are preserved here, and everywhere below. */
  readonly isLoose: boolean;
  /** Nothing merges it, so no list item needs a key: a Go type decodes the whole. */
  readonly isDecoded: boolean;
  /** No Go type is behind it: a number has no width, and a text's format is not enforced here. */
  readonly isCustom: boolean;
  /** The number of schemas around it, including those of definitions that refer to each other: a server may chain thousands. */
  readonly depth: number;
  readonly named: (definition: string, depth: number) => Schema;
  /** The definition as it is written. */
  readonly definition: (name: string) => JsonMap;
}

function schemaOf(node: Json | undefined, above: Reading): Schema {
  if (!isMap(node) || above.depth > LIMITS.nesting.most) return ANYTHING;
  const depth = above.depth + 1;
  const ref = refOf(node);
  if (ref !== undefined) return above.named(ref, depth);
  if (node["x-kubernetes-int-or-string"] === true || node["format"] === "int-or-string")
    return { scalar: "any", format: "int-or-string" };
  const isLoose = above.isLoose || node["x-kubernetes-preserve-unknown-fields"] === true;
  const reading = { ...above, isLoose, depth };
  switch (node["type"]) {
    case "object":
      return { map: mapOf(node, reading) };
    case "array":
      return { list: listOf(node, reading) };
    case "string":
      return above.isCustom ? { scalar: "string" } : textOf(node["format"]);
    case "integer":
      return { scalar: "numeric", format: above.isCustom ? "integer" : widthOf(node["format"]) };
    case "number":
      return { scalar: "numeric" };
    case "boolean":
      return { scalar: "boolean" };
    default:
      return { scalar: "any", list: listOf(node, reading), map: mapOf(node, reading) };
  }
}

function widthOf(format: Json | undefined): "int32" | "int64" {
  return format === "int32" ? "int32" : "int64";
}

function textOf(format: Json | undefined): Schema {
  if (format === "date-time") return { scalar: "any", format: "time" };
  return format === "byte" ? { scalar: "string", format: "bytes" } : { scalar: "string" };
}

function mapOf(node: JsonMap, reading: Reading): NonNullable<Schema["map"]> {
  const properties = Object.entries(mapAt(node, "properties"));
  const fields = new Map(
    properties.map(([name, member]): [string, FieldSchema] => [
      name,
      { schema: schemaOf(member, reading), zero: "keep" },
    ]),
  );
  const atomic = node["x-kubernetes-map-type"] === "atomic";
  const given = node["additionalProperties"];
  if (isMap(given)) return { fields, atomic, others: schemaOf(given, reading) };
  const isOpen = given === true || (given === undefined && (reading.isLoose || fields.size === 0));
  return isOpen ? { fields, atomic, others: ANYTHING } : { fields, atomic };
}

function listOf(node: JsonMap, reading: Reading): ListSchema {
  const { items } = node;
  const merge = reading.isDecoded ? "atomic" : mergeOf(node);
  const list = { items: schemaOf(items, reading), merge };
  if (typeof merge === "string" || !isMap(items)) return list;
  const ref = refOf(items);
  const members = mapAt(ref === undefined ? items : reading.definition(ref), "properties");
  const defaults = merge.flatMap((key) => {
    const value = mapAt(members, key)["default"];
    return value === undefined ? [] : [[key, value] as const];
  });
  return defaults.length === 0 ? list : { ...list, keyDefaults: Object.fromEntries(defaults) };
}

function mergeOf(node: JsonMap): ListSchema["merge"] {
  const keys = node["x-kubernetes-list-map-keys"];
  switch (node["x-kubernetes-list-type"]) {
    case "set":
      return "set";
    case "map":
      return isList(keys) ? keys.filter((key) => typeof key === "string") : "atomic";
    case "atomic":
      return "atomic";
    default:
      return patchMerge(node);
  }
}

/** Older lists say only how kubectl's patches merge them. */
function patchMerge(node: JsonMap): ListSchema["merge"] {
  const strategy = node["x-kubernetes-patch-strategy"];
  if (strategy !== "merge" && strategy !== "merge,retainKeys") return "atomic";
  const key = node["x-kubernetes-patch-merge-key"];
  return typeof key === "string" ? [key] : "set";
}

/** The definition that a node refers to: directly, or as the only one of `allOf`, which may have defaults beside it. */
function refOf(node: JsonMap): string | undefined {
  const { allOf } = node;
  const only = isList(allOf) && allOf.length === 1 ? allOf[0] : undefined;
  const ref = node["$ref"] ?? (isMap(only) ? only["$ref"] : undefined);
  return typeof ref === "string" ? ref.slice(ref.lastIndexOf("/") + 1) : undefined;
}
