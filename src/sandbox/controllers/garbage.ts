import { at, type ControllerContext, listIn, onObjects } from "./controller.ts";
import { familyOf } from "../kinds.ts";
import { finalizersOf } from "../deletes.ts";

/** Objects whose owner is gone go too, in the background: ReplicaSets of a Deployment, pods of a ReplicaSet. */
export function runGarbage({ cluster }: ControllerContext): void {
  const families = cluster.kinds.all().map(familyOf);
  onObjects(cluster, families, (owner, event) => {
    if (event !== "DELETED") return;
    for (const family of cluster.store.families())
      for (const object of cluster.store.list(family)) {
        const owners = listIn(object, "metadata", "ownerReferences");
        const isOrphan = owners.length === 1 && at(owners[0], "uid") === owner.metadata.uid;
        if (isOrphan && finalizersOf(object).length === 0) cluster.store.remove(family, object);
      }
  });
}
