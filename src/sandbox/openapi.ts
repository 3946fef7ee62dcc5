import type { Json, JsonMap } from "../kube/object.ts";
import type { KindRegistry, ServedKind } from "./kinds.ts";
import type { Schema } from "../kube/schema/schema.ts";

/** `/openapi/v3`: the documents there are, one per group and version. */
export function openApiIndex(kinds: KindRegistry): JsonMap {
  const paths = [...new Set(kinds.all().map(documentPath))].sort();
  return {
    paths: Object.fromEntries(
      paths.map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}?hash=embedded` }]),
    ),
  };
}

function documentPath(kind: ServedKind): string {
  return kind.group === "" ? `api/${kind.version}` : `apis/${kind.apiVersion}`;
}

/**
 * One document, with what kubectl reads of it: schemas marked with their kind, and the query parameters of PATCH. The
 * schemas are shallow: field names and types of the first levels.
 */
export function openApiDocument(kinds: KindRegistry, path: string): JsonMap | undefined {
  const served = kinds.all().filter((kind) => documentPath(kind) === path);
  if (served.length === 0) return undefined;
  return {
    openapi: "3.0.0",
    info: { title: "meshplan embedded cluster", version: "v1.35.4" },
    paths: Object.fromEntries(served.map((kind) => [objectUrl(kind), operations(kind)])),
    components: {
      schemas: Object.fromEntries(served.map((kind) => [schemaName(kind), kindSchema(kind)])),
    },
  };
}

function schemaName(kind: ServedKind): string {
  return `embedded.${kind.group === "" ? "core" : kind.group}.${kind.version}.${kind.kind}`;
}

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

function kindSchema(kind: ServedKind): JsonMap {
  const gvk = { group: kind.group, version: kind.version, kind: kind.kind };
  return { ...shallow(kind.schema(), 8), "x-kubernetes-group-version-kind": [gvk] };
}

function shallow(schema: Schema, depth: number): JsonMap {
  const { map, list, scalar } = schema;
  if (map !== undefined && list !== undefined)
    return { "x-kubernetes-preserve-unknown-fields": true };
  if (depth === 0) return { "x-kubernetes-preserve-unknown-fields": true };
  if (list !== undefined) {
    const merge: JsonMap =
      typeof list.merge === "string"
        ? { "x-kubernetes-list-type": list.merge }
        : {
            "x-kubernetes-list-type": "map",
            "x-kubernetes-list-map-keys": [...list.merge],
            "x-kubernetes-patch-merge-key": list.merge[0] ?? "name",
            "x-kubernetes-patch-strategy": "merge",
          };
    return { type: "array", items: shallow(list.items, depth - 1), ...merge };
  }
  if (map !== undefined) {
    const properties: [string, Json][] = [...map.fields].map(([name, field]) => [
      name,
      shallow(field.schema, depth - 1),
    ]);
    return {
      type: "object",
      ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
      ...(map.others === undefined ? {} : { additionalProperties: shallow(map.others, depth - 1) }),
    };
  }
  return scalar === "any" || scalar === undefined ? {} : { type: TYPES[scalar] };
}

const TYPES = { string: "string", numeric: "number", boolean: "boolean" } as const;
