import type { KubeObject } from "../../../kube/object.ts";
import type { EmbeddedCluster } from "../cluster.ts";
import { finalizersOf } from "../deletes.ts";
import { type ControllerContext } from "./controller.ts";
import { at, listAt } from "../../../kube/at.ts";

/**
 * Deletes objects whose owner is gone, in the background: ReplicaSets of a Deployment, pods of a ReplicaSet, the Deployment
 * of a Gateway. Owners may be of any kind, custom kinds included.
 */
export function runGarbage({ cluster }: ControllerContext): void {
  cluster.store.onEvent(({ type, object }) => {
    if (type !== "DELETED") return;
    queueMicrotask(() => {
      collect(cluster, object);
    });
  });
}

function collect(cluster: EmbeddedCluster, owner: KubeObject): void {
  for (const family of cluster.store.families())
    for (const object of cluster.store.list(family)) {
      const owners = listAt(object, "metadata", "ownerReferences");
      const isOrphan = owners.length === 1 && at(owners[0], "uid") === owner.metadata.uid;
      if (isOrphan && finalizersOf(object).length === 0) cluster.store.remove(family, object);
    }
}
