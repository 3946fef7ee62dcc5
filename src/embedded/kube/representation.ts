import type { Json, JsonMap, KubeObject } from "../../kube/object.ts";
import type { ServedKind } from "./kinds.ts";
import { tableOf } from "./table.ts";

/** How a client wants objects: whole, only their metadata, or as rows for a terminal. */
type Form = "object" | "metadata" | "table";

/** The first accepted form that the server has. Source: the `as=` parameter of the Accept header. */
export function formOf(accept: string): Form {
  for (const part of accept.split(",")) {
    if (!part.includes("json")) continue;
    const as = /;\s*as=(\w+)/.exec(part)?.[1];
    if (as === undefined) return "object";
    if (as.startsWith("PartialObjectMetadata")) return "metadata";
    if (as === "Table" && /v=v1(;|\s|$)/.test(part)) return "table";
  }
  return "object";
}

/** Objects of every version are kept in one form; a client sees the version it asked for. */
export function atVersion(object: KubeObject, kind: ServedKind): KubeObject {
  return object.apiVersion === kind.apiVersion
    ? object
    : { ...object, apiVersion: kind.apiVersion };
}

export function represent(object: KubeObject, kind: ServedKind, form: Form): JsonMap {
  const shown = atVersion(object, kind);
  if (form === "metadata") return metadataOf(shown);
  return form === "table" ? tableOf([shown], kind, object.metadata.resourceVersion ?? "") : shown;
}

export function representList(
  objects: readonly KubeObject[],
  kind: ServedKind,
  form: Form,
  metadata: JsonMap,
): JsonMap {
  const shown = objects.map((object) => atVersion(object, kind));
  if (form === "table") return { ...tableOf(shown, kind, ""), metadata };
  if (form === "metadata")
    return {
      kind: "PartialObjectMetadataList",
      apiVersion: "meta.k8s.io/v1",
      metadata,
      items: shown.map(metadataOf),
    };
  const items: readonly Json[] = shown;
  return { kind: `${kind.kind}List`, apiVersion: kind.apiVersion, metadata, items };
}

function metadataOf(object: KubeObject): JsonMap {
  return {
    kind: "PartialObjectMetadata",
    apiVersion: "meta.k8s.io/v1",
    metadata: object.metadata,
  };
}
