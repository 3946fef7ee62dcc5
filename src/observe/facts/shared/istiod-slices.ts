import { type AccessRequest, accessTo } from "../../../kube/access-request.ts";
import type { KubeObject } from "../../../kube/object.ts";
import type { LiveSlice } from "../../../planner/facts.ts";
import type { ListOptions } from "../../../ports.ts";
import { textsAt, mapsAt, unique } from "../../installed/values.ts";
import type { FactReader, Subject } from "../fact.ts";
import { suffixesOf } from "./revisions.ts";

/** Who keeps a slice. */
export const KEPT_BY = "endpointslice.kubernetes.io/managed-by";

interface Wanted {
  readonly kind: { readonly apiVersion: string; readonly kind: string; readonly namespace: string };
  readonly options: ListOptions;
}

function slicesOf({ file, namespace }: Subject): Wanted | undefined {
  if (file === undefined) return undefined;
  const services = suffixesOf(file.mesh).map((suffix) => `istiod${suffix}`);
  return {
    kind: { apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", namespace },
    options: { labelSelector: `kubernetes.io/service-name in (${services.join(",")})` },
  };
}

/** The part of a fact that is read from the slices of istiod's Services. */
export const OF_SLICES = {
  wants: slicesOf,
  reads: ({ kind }: Wanted): readonly AccessRequest[] => [accessTo("list", kind)],
};

export async function listSlices(
  client: FactReader,
  { kind, options }: Wanted,
): Promise<readonly KubeObject[]> {
  return (await client.list(kind, options)).items;
}

/** Labels of the Service are copied to the slices that Kubernetes keeps, so a label of the mesh says nothing here. */
export function liveSlice(slice: KubeObject): LiveSlice {
  const { name, labels = {} } = slice.metadata;
  return {
    name,
    service: labels["kubernetes.io/service-name"] ?? "",
    ofSelector: labels[KEPT_BY] === "endpointslice-controller.k8s.io",
    addresses: unique(mapsAt(slice, "endpoints").flatMap((one) => textsAt(one, "addresses"))),
  };
}
