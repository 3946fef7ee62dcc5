import { type AccessRequest, accessTo } from "../kube/access-request.ts";
import { ApiError } from "../kube/api-error.ts";
import { delivererOf } from "../kube/deliverer.ts";
import { kindInfo } from "../kube/kinds.ts";
import { isList, type KubeObject, refOf } from "../kube/object.ts";
import { appliedFields } from "../kube/unchanged.ts";
import { WRITTEN_KINDS } from "../kube/written-kinds.ts";
import type { OwnedObject, OwnedObjects } from "../planner/owned-objects.ts";
import { FIELD_MANAGER } from "../kube/field-manager.ts";
import { PART_OF_LABEL } from "../planner/names.ts";
import type { ClusterReader, Kind } from "../ports.ts";
import { MADE_BY_ISTIOD } from "./facts/shared/made-by-istiod.ts";
import { unique } from "./installed/values.ts";

interface OwnedRequest {
  /** The namespace of Istio, and whether it is there. */
  readonly namespace: string;
  readonly hasNamespace: boolean;
  /** Label value of this mesh's objects. */
  readonly part: string;
}

/**
 * Everything in a cluster with this mesh's label, whatever a plan names: one list for each kind that meshplan writes, of
 * metadata alone. A cluster without the namespace is asked only for what is in none.
 *
 * A kind that may not be listed is said, and one that the cluster does not know has no objects.
 */
export async function ownedObjects(
  client: ClusterReader,
  { namespace, hasNamespace, part }: OwnedRequest,
): Promise<OwnedObjects> {
  const kinds = listedKinds(namespace).filter((kind) => hasNamespace || !("namespace" in kind));
  const found = await Promise.all(kinds.map((kind) => ownedOf(client, kind, part)));
  return {
    objects: found.flatMap((one) => (one === "forbidden" ? [] : one)),
    unlisted: unique(
      kinds.flatMap(({ kind }, index) => (found[index] === "forbidden" ? [kind] : [])),
    ),
  };
}

/** The rights this takes. */
export function readsOfOwned(namespace: string): readonly AccessRequest[] {
  return listedKinds(namespace).map((kind) => accessTo("list", kind));
}

function listedKinds(namespace: string): readonly Kind[] {
  return WRITTEN_KINDS.map((kind) =>
    kindInfo(kind.apiVersion, kind.kind)?.namespaced === true ? { ...kind, namespace } : kind,
  );
}

async function ownedOf(
  client: ClusterReader,
  kind: Kind,
  part: string,
): Promise<readonly OwnedObject[] | "forbidden"> {
  try {
    const { items } = await client.list(kind, {
      labelSelector: `${PART_OF_LABEL}=${part}`,
      metadataOnly: true,
    });
    return items
      .map((item) => ({ ...item, apiVersion: kind.apiVersion, kind: kind.kind }))
      .filter((item) => !isCopied(item))
      .map(ownedObject);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.api.status === 403) return "forbidden";
    if (error.api.status === 404) return [];
    throw error;
  }
}

/**
 * Controllers copy labels to what they make: Kubernetes those of a Service to its slices, istiod those of a Gateway to the
 * pods and the Service it makes for it. Such an object goes with what it was made for.
 */
function isCopied(item: KubeObject): boolean {
  if (appliedFields(item, FIELD_MANAGER) !== undefined) return false;
  const owners = item.metadata["ownerReferences"];
  const isMade = item.metadata.labels?.[MADE_BY_ISTIOD] !== undefined;
  return isMade || (isList(owners) && owners.length > 0);
}

function ownedObject(item: KubeObject): OwnedObject {
  const { labels = {}, annotations = {} } = item.metadata;
  const by = delivererOf(item);
  const [revision, tag] = [labels["istio.io/rev"], labels["istio.io/tag"]];
  const isRemoteSecret = labels["istio/multiCluster"] === "true";
  const reads = isRemoteSecret ? annotations["networking.istio.io/cluster"] : undefined;
  return {
    object: refOf(item),
    ...(by === undefined ? {} : { by }),
    ...(revision === undefined ? {} : { revision }),
    ...(tag === undefined ? {} : { tag }),
    ...(reads === undefined ? {} : { reads }),
  };
}
