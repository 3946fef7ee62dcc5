import type { KubeObject } from "../../kube/object.ts";
import { ApiFailure, notFound } from "./api-failure.ts";
import type { EmbeddedCluster } from "./cluster.ts";
import { familyOf, type ServedKind } from "./kinds.ts";

/** A namespaced object needs a namespace that exists and is not being deleted. */
export function requireNamespace(
  cluster: EmbeddedCluster,
  kind: ServedKind,
  namespace: string | undefined,
  name: string,
): void {
  if (!kind.namespaced || namespace === undefined) return;
  const found = cluster.store.get("namespaces", undefined, namespace);
  if (found === undefined) throw missingNamespace(namespace);
  if (found.metadata.deletionTimestamp === undefined) return;
  const full = familyOf(kind);
  throw new ApiFailure(
    403,
    "Forbidden",
    `${full} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
    {
      name,
      ...(kind.group === "" ? {} : { group: kind.group }),
      kind: kind.plural,
      causes: [
        {
          reason: "NamespaceTerminating",
          message: `namespace ${namespace} is being terminated`,
          field: "metadata.namespace",
        },
      ],
    },
  );
}

/** The details name the namespace, not the object. */
function missingNamespace(namespace: string): ApiFailure {
  return notFound({ plural: "namespaces", group: "", kind: "Namespace", name: namespace });
}

export function admit(
  cluster: EmbeddedCluster,
  object: KubeObject,
  kind: ServedKind,
  operation: "CREATE" | "UPDATE",
): void {
  for (const ask of cluster.admission) ask(object, kind, operation);
}
