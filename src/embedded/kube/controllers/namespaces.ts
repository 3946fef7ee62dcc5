import type { KubeObject } from "../../../kube/object.ts";
import type { EmbeddedCluster } from "../cluster.ts";
import {
  CONTROLLER_MANAGER,
  type ControllerContext,
  ensure,
  later,
  onObjects,
  read,
} from "./controller.ts";

/** Every namespace gets its default ServiceAccount and the cluster's CA; a deleted one is emptied and removed. */
export function runNamespaces({ cluster, delay }: ControllerContext): void {
  onObjects(cluster, ["namespaces"], (namespace, event) => {
    if (event === "DELETED") return;
    if (namespace.metadata.deletionTimestamp === undefined)
      furnish(cluster, namespace.metadata.name);
    else
      later(cluster, delay, () => {
        empty(cluster, namespace.metadata.name);
      });
  });
}

function furnish(cluster: EmbeddedCluster, namespace: string): void {
  const id = { apiVersion: "v1", kind: "Namespace", name: namespace };
  if (read(cluster, id)?.metadata.deletionTimestamp !== undefined) return;
  const account: KubeObject = {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "default", namespace },
  };
  const root: KubeObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "kube-root-ca.crt", namespace },
    data: { "ca.crt": cluster.certificateAuthority },
  };
  ensure(cluster, account, CONTROLLER_MANAGER);
  ensure(cluster, root, CONTROLLER_MANAGER);
}

function empty(cluster: EmbeddedCluster, namespace: string): void {
  const marked = cluster.store.get("namespaces", undefined, namespace);
  if (marked?.metadata.deletionTimestamp === undefined) return;
  let isHeld = false;
  for (const family of cluster.store.families())
    for (const object of cluster.store.list(family, namespace)) {
      const finalizers = object.metadata["finalizers"];
      if (Array.isArray(finalizers) && finalizers.length > 0) isHeld = true;
      else cluster.store.remove(family, object);
    }
  if (isHeld)
    later(cluster, 200, () => {
      empty(cluster, namespace);
    });
  else cluster.store.remove("namespaces", marked);
}
