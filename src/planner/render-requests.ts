import type { JsonMap } from "../kube/object.ts";
import { deliveryOf } from "../mesh/delivery.ts";
import type { ClusterName, Mesh } from "../mesh/model.ts";
import type { Topology } from "../mesh/topology.ts";
import type { ActionId } from "./action.ts";
import { COMPONENTS } from "./components/registry.ts";

/** One manifest to render. */
export interface ManifestRequest {
  /** The action it belongs to. */
  readonly for: ActionId;
  readonly cluster: ClusterName;
  readonly component: string;
  readonly operator: JsonMap;
  /** The Istio that has to render it. */
  readonly version: string;
}

/**
 * What has to be rendered for a mesh, whoever delivers it: what each component asks for.
 *
 * The gateway's address is always rendered as a sentinel and filled in later, so a render never depends on what is live:
 * the cache stays warm, and apply needs no renderer. `ipv6` names the primaries whose address is known to be IPv6.
 */
export function renderRequests(
  mesh: Mesh,
  topology: Topology,
  ipv6: ReadonlySet<string> = new Set(),
): readonly ManifestRequest[] {
  return mesh.clusters.flatMap((cluster) => {
    const place = { mesh, topology, cluster };
    return COMPONENTS.filter(({ on }) => on(place)).flatMap(({ name: component, requests }) =>
      (requests?.(place) ?? []).map(({ for: id, revision, operator }) => ({
        for: id,
        cluster: cluster.name,
        component,
        operator: operator(ipv6),
        version: revision.version,
      })),
    );
  });
}

/** The requests without the components that others own: nothing of these is rendered. */
export function withoutOthers(
  mesh: Pick<Mesh, "clusters">,
  requests: readonly ManifestRequest[],
): readonly ManifestRequest[] {
  return requests.filter(({ cluster: name, component }) => {
    const cluster = mesh.clusters.find((one) => one.name === name);
    return cluster === undefined || deliveryOf(cluster, component) !== "external";
  });
}
