import type { KubeObject } from "../kube/object.ts";
import { isOurs, partOf } from "../planner/marks.ts";

/**
 * The namespace of the mesh of this name that an object belongs to; undefined where it is no object of that mesh.
 *
 * The label is a hash of the mesh and its namespace, so namespaces are tried: that of the object, and for a webhook
 * configuration, which has none, every end of its name: `istio-sidecar-injector-NAMESPACE`, or no end in istio-system.
 */
export function namespaceOfMesh(object: KubeObject, mesh: string): string | undefined {
  const { namespace, name } = object.metadata;
  const words = name.split("-");
  const tried = [
    ...(namespace === undefined ? [] : [namespace]),
    "istio-system",
    ...words.map((_, index) => words.slice(index).join("-")),
  ];
  return tried.find((one) => isOurs(object, partOf({ name: mesh, istio: { namespace: one } })));
}
