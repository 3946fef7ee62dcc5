import { createHash } from "node:crypto";
import { mapAt } from "../../kube/at.ts";
import { KEY_DEFAULTS } from "../../kube/field-path.ts";
import { isMap, type Json, type JsonMap } from "../../kube/object.ts";
import { builtinSchemas } from "../../kube/schema/builtin.ts";
import type { Schema } from "../../kube/schema/schema.ts";
import { jsonLine } from "./request.ts";
import type { KindRegistry, ServedKind } from "./kinds.ts";

/** `/openapi/v3`: the list of documents, one per group and version, each with a hash of its content. */
export function openApiIndex(kinds: KindRegistry): JsonMap {
  const paths = [...new Set(kinds.all().map(documentPath))].sort();
  return {
    paths: Object.fromEntries(
      paths.map((path) => [
        path,
        { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(kinds, path)}` },
      ]),
    ),
  };
}

/**
 * The SHA-512 of the document's bytes, as kube-apiserver names it. Built-in kinds are those of this release, so that the path and
 * the definitions of other kinds are all that it depends on: it is computed once for all servers.
 */
function hashOf(kinds: KindRegistry, path: string): string {
  const defined = servedAt(kinds, path).flatMap((kind) => [
    kind.kind,
    kind.custom?.openApi() ?? null,
  ]);
  const key = createHash("sha256")
    .update(`${path} ${JSON.stringify(defined)}`)
    .digest("hex");
  const known = hashes.get(key) ?? sha512(jsonLine(openApiDocument(kinds, path) ?? {}));
  hashes.set(key, known);
  return known;
}
const hashes = new Map<string, string>();

const sha512 = (text: string): string =>
  createHash("sha512").update(text).digest("hex").toUpperCase();

function servedAt(kinds: KindRegistry, path: string): readonly ServedKind[] {
  return kinds.all().filter((kind) => documentPath(kind) === path);
}

function documentPath(kind: ServedKind): string {
  return kind.group === "" ? `api/${kind.version}` : `apis/${kind.apiVersion}`;
}

/**
 * One document, as kubectl and meshplan read it: schemas with their kinds, the definitions that they refer to, and the query
 * parameters of PATCH.
 */
export function openApiDocument(kinds: KindRegistry, path: string): JsonMap | undefined {
  const served = servedAt(kinds, path);
  if (served.length === 0) return undefined;
  const definitions = new Definitions();
  return {
    openapi: "3.0.0",
    info: { title: "meshplan embedded cluster", version: "v1.35.4" },
    paths: Object.fromEntries(served.map((kind) => [objectUrl(kind), operations(kind)])),
    components: {
      schemas: {
        ...Object.fromEntries(
          served.map((kind) => [schemaName(kind), kindSchema(kind, definitions)]),
        ),
        ...definitions.all(),
      },
    },
  };
}

/** The name API servers give: from the Go package of a built-in kind, from the group read backwards for others. */
function schemaName({ group, version, kind, custom }: ServedKind): string {
  if (custom !== undefined) return [...group.split(".").reverse(), version, kind].join(".");
  return `${TYPES_OF}${group === "" ? "core" : (group.split(".")[0] ?? "")}.${version}.${kind}`;
}

const TYPES_OF = "io.k8s.api.";
const QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";

function objectUrl(kind: ServedKind): string {
  const scope = kind.namespaced ? "/namespaces/{namespace}" : "";
  return `/${documentPath(kind)}${scope}/${kind.plural}/{name}`;
}

function operations(kind: ServedKind): JsonMap {
  const gvk = { group: kind.group, version: kind.version, kind: kind.kind };
  const parameter = (name: string): JsonMap => ({
    name,
    in: "query",
    schema: { type: "string", uniqueItems: true },
  });
  const operation = (action: string): JsonMap => ({
    parameters: ["dryRun", "fieldManager", "fieldValidation", "force"].map(parameter),
    responses: {},
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": gvk,
  });
  return { get: operation("get"), put: operation("put"), patch: operation("patch") };
}

function kindSchema(kind: ServedKind, definitions: Definitions): JsonMap {
  const gvk = { group: kind.group, version: kind.version, kind: kind.kind };
  const mark = { "x-kubernetes-group-version-kind": [gvk] };
  if (kind.custom === undefined) return { ...definitions.written(kind.schema()), ...mark };
  const openApi = kind.custom.openApi();
  const own = isMap(openApi["properties"]) ? openApi["properties"] : {};
  const text = { type: "string" };
  const metadata = definitions.reference("ObjectMeta");
  return { ...openApi, properties: { ...own, apiVersion: text, kind: text, metadata }, ...mark };
}

/** The types from the tables that a document refers to, each once: they contain each other, and themselves. */
class Definitions {
  static #names: ReadonlyMap<Schema, string> | undefined;
  readonly #written = new Map<string, JsonMap>();

  all(): JsonMap {
    return Object.fromEntries(this.#written);
  }

  reference(type: string): JsonMap {
    if (!this.#written.has(type)) {
      this.#written.set(type, {});
      const schema = builtinSchemas().get(type);
      if (schema !== undefined) this.#written.set(type, this.written(schema));
    }
    return { $ref: `#/components/schemas/${type}` };
  }

  /** The schema itself; a part that has a name is referred to by it. */
  written({ map, list, scalar, format }: Schema): JsonMap {
    if (format === "quantity") {
      this.#written.set(QUANTITY, { oneOf: [{ type: "string" }, { type: "number" }] });
      return { $ref: `#/components/schemas/${QUANTITY}` };
    }
    if (format === "int-or-string")
      return { format, oneOf: [{ type: "integer" }, { type: "string" }] };
    if (format === "time") return { type: "string", format: "date-time" };
    if (map !== undefined && list !== undefined) return {};
    if (list !== undefined) {
      const items = this.#inside(list.items);
      this.#addDefaults(list);
      return { type: "array", items, ...mergeOf(list) };
    }
    if (map === undefined) return scalarOf(scalar, format);
    const properties = [...map.fields].map(([name, field]): readonly [string, Json] => [
      name,
      this.#inside(field.schema),
    ]);
    return {
      type: "object",
      ...(map.atomic ? { "x-kubernetes-map-type": "atomic" } : {}),
      ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
      ...(map.others === undefined ? {} : { additionalProperties: this.#inside(map.others) }),
    };
  }

  /** The keys that an item may leave out have their defaults in the type of the items. */
  #addDefaults({ items, merge }: NonNullable<Schema["list"]>): void {
    const name = Definitions.#names?.get(items) ?? "";
    const type = this.#written.get(name);
    const properties = type?.["properties"];
    if (!isMap(properties) || typeof merge === "string") return;
    const given = merge.flatMap((key): readonly (readonly [string, JsonMap])[] => {
      const value = KEY_DEFAULTS[key];
      return value === undefined ? [] : [[key, { ...mapAt(properties, key), default: value }]];
    });
    const withDefaults = { ...properties, ...Object.fromEntries(given) };
    this.#written.set(name, { ...type, properties: withDefaults });
  }

  #inside(schema: Schema): JsonMap {
    Definitions.#names ??= new Map([...builtinSchemas()].map(([name, one]) => [one, name]));
    const name = Definitions.#names.get(schema);
    return name === undefined ? this.written(schema) : this.reference(name);
  }
}

function mergeOf({ merge }: NonNullable<Schema["list"]>): JsonMap {
  if (typeof merge === "string") return { "x-kubernetes-list-type": merge };
  return {
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": [...merge],
    "x-kubernetes-patch-merge-key": merge[0] ?? "name",
    "x-kubernetes-patch-strategy": "merge",
  };
}

function scalarOf(scalar: Schema["scalar"], format: Schema["format"]): JsonMap {
  if (scalar === "numeric")
    return format === undefined ? { type: "number" } : { type: "integer", format: "int64" };
  return scalar === "any" || scalar === undefined ? {} : { type: scalar };
}
