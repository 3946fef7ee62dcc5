import { isList, isMap, type Json, type KubeObject } from "../../../kube/object.ts";
import { NAMESPACE } from "./parts.ts";

/**
 * The same objects for another namespace of Istio. The charts write it into names, subjects and host names, and always
 * whole; only the injector has a name without it, which gets one.
 */
export function inNamespace(
  objects: readonly KubeObject[],
  namespace: string,
): readonly KubeObject[] {
  if (namespace === NAMESPACE) return objects;
  return objects.map((object) => {
    // This ConfigMap holds the request as it was written.
    if (object.metadata.name === "values")
      return { ...object, metadata: { ...object.metadata, namespace } };
    const moved = replaced(object, namespace) as unknown as KubeObject;
    if (object.kind !== "MutatingWebhookConfiguration") return moved;
    const name = `${moved.metadata.name}-${namespace}`;
    return { ...moved, metadata: { ...moved.metadata, name } };
  });
}

function replaced(value: Json, namespace: string): Json {
  if (typeof value === "string") return value.replaceAll(NAMESPACE, namespace);
  if (isList(value)) return value.map((item) => replaced(item, namespace));
  if (!isMap(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    item === undefined ? undefined : replaced(item, namespace),
  ]);
  return Object.fromEntries(entries) as Json;
}
