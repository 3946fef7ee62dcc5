import type { ObjectRef } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";

/** An object with the mesh's label, whoever asked for it, as a list of its kind shows it. */
export interface OwnedObject {
  readonly object: ObjectRef;
  /** Who brings it, where that is not meshplan: `Argo CD application mesh`. */
  readonly by?: string;
  /** The revision or the tag that it belongs to. */
  readonly revision?: string;
  readonly tag?: string;
  /** A remote secret: the cluster that istiod reads by it. */
  readonly reads?: string;
}

/** What a cluster has of the mesh's. */
export interface OwnedObjects {
  readonly objects: readonly OwnedObject[];
  /** Kinds that may not be listed: nobody looked. Sorted. */
  readonly unlisted: readonly string[];
}

/** What the mesh has in a cluster and no action names: an earlier file asked for it. */
export interface Leftover extends OwnedObject {
  readonly cluster: ClusterName;
}
