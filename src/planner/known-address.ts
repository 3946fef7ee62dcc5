import { sameJson } from "../kube/canonical.ts";
import { isMap, type JsonMap, type KubeObject } from "../kube/object.ts";
import { addressKind } from "../mesh/address.ts";
import { deliveryOf } from "../mesh/delivery.ts";
import type { Cluster, ClusterName, GatewaySettings, Mesh } from "../mesh/model.ts";
import type { Topology } from "../mesh/topology.ts";
import type { ReachableFacts } from "./facts.ts";
import { appliedFields } from "../kube/unchanged.ts";
import { liveAddress } from "./live-address.ts";
import { marked } from "./marks.ts";
import { patched } from "./patches.ts";
import { FIELD_MANAGER } from "../kube/field-manager.ts";

/** The gateway's Service with the user's settings on top of the rendered one. */
export function gatewayServiceOf(
  mesh: Mesh,
  cluster: Cluster,
  rendered: readonly KubeObject[],
): KubeObject {
  const service = rendered.find((object) => object.kind === "Service");
  if (service === undefined)
    throw new Error(`internal: the rendered gateway of ${cluster.name} has no Service`);
  const { gateway } = cluster;
  const given = service["spec"];
  const spec: JsonMap = { ...(isMap(given) ? given : {}), ...addressFields(gateway) };
  const merged = { ...service.metadata.annotations, ...annotationsOf(gateway) };
  const metadata =
    Object.keys(merged).length === 0
      ? service.metadata
      : { ...service.metadata, annotations: merged };
  return marked({ ...service, metadata, spec }, mesh);
}

/**
 * How the Service comes to its address: from a load balancer, from the nodes, or by hand.
 *
 * istiod takes the addresses of a network gateway from the load balancer's status, from `externalIPs`, or from the nodes that
 * an annotation selects. Source: istio pilot/pkg/serviceregistry/kube/controller/network.go.
 */
function addressFields({ type, address, allowFrom }: GatewaySettings): JsonMap {
  const ip = address !== undefined && addressKind(address) === "ip" ? address : undefined;
  switch (type) {
    case "LoadBalancer":
      return {
        type,
        ...(ip === undefined ? {} : { loadBalancerIP: ip }),
        ...(allowFrom.length === 0 ? {} : { loadBalancerSourceRanges: [...allowFrom].sort() }),
      };
    case "NodePort":
    case "ClusterIP":
      return { type, ...(ip === undefined ? {} : { externalIPs: [ip] }) };
  }
}

function annotationsOf(gateway: GatewaySettings): { readonly [key: string]: string } {
  const { type, address, annotations, nodeSelector } = gateway;
  if (type !== "NodePort" || address !== undefined) return annotations;
  const sorted = Object.fromEntries(Object.entries(nodeSelector).sort());
  return { ...annotations, [NODE_SELECTOR]: JSON.stringify(sorted) };
}

/** Lets istiod take the external addresses of nodes for those of a gateway; an empty map selects all nodes. */
export const NODE_SELECTOR = "traffic.istio.io/nodeSelector";

/**
 * The address of a cluster's east-west gateway, where it is known before apply: written in the file, or live on a Service
 * whose planned change cannot move it. Undefined otherwise, and for a load balancer with a host name. One of several
 * that are reported stays if it is in use, see `addressesInUse`.
 */
export function knownAddress(
  cluster: Cluster,
  facts: ReachableFacts | undefined,
  inUse: readonly string[],
): string | undefined {
  if (cluster.gateway.address !== undefined) return cluster.gateway.address;
  const service = facts?.gatewayService;
  if (service === undefined) return undefined;
  const isOthers =
    cluster.gateway.service !== undefined || deliveryOf(cluster, "gateway-address") === "external";
  return isOthers || !moves(cluster, service, facts?.namespace?.annotations ?? [])
    ? liveAddress(service, inUse).ip
    : undefined;
}

/**
 * The addresses by which clusters have been told to reach the istiod of `home`, sorted, each once: by an earlier plan, or by whoever
 * installed them.
 */
export function addressesInUse(
  home: ClusterName,
  { controlledBy, istiodOf }: Topology,
  factsOf: (cluster: ClusterName) => ReachableFacts | undefined,
): readonly string[] {
  const served = [...controlledBy].filter(
    ([name, primary]) => name !== home && istiodOf.get(primary) === home,
  );
  const found = served.flatMap(([name]) => {
    const facts = factsOf(name);
    const pointers = facts?.installed?.["control-plane"]?.pointers ?? [];
    return [
      ...(facts?.pointsTo ?? []),
      ...(facts?.endpoints ?? []),
      ...pointers.flatMap(({ leadsTo }) => leadsTo),
    ];
  });
  return [...new Set(found)].sort();
}

/**
 * Cloud controllers read annotations, so one that the file sets anew, changes or no longer has may give the Service another
 * address; so may a patch that says more than the live Service, and an address that the file no longer asks for. Those that every
 * object of the mesh has, the namespace too (`metadata`), are no controller's.
 */
function moves(cluster: Cluster, live: KubeObject, everywhere: readonly string[]): boolean {
  const spec = live["spec"];
  if (!isMap(spec)) return true;
  const { annotations = {} } = live.metadata;
  if (spec["type"] !== "LoadBalancer" || cluster.gateway.type !== "LoadBalancer") return true;
  const bare = {
    ...live,
    metadata: { ...live.metadata, annotations: cluster.gateway.annotations },
  };
  const wanted = patched(bare, cluster.patches).metadata.annotations ?? {};
  const isReannotated = Object.entries(wanted).some(
    ([key, value]) => !sameJson(annotations[key], value),
  );
  const applied = appliedFields(live, FIELD_MANAGER);
  const ours = [...(applied?.at(["f:metadata", "f:annotations"])?.children.keys() ?? [])];
  const isLeftOut = (key: string): boolean =>
    !(key in wanted) && !everywhere.includes(key) && !key.startsWith(MARKS);
  return (
    isReannotated ||
    ours.some((element) => isLeftOut(element.slice("f:".length))) ||
    applied?.at(["f:spec", "f:loadBalancerIP"]) !== undefined ||
    !sameJson(live, patched(live, cluster.patches))
  );
}

/** meshplan's own annotations. */
const MARKS = "meshplan.dev/";
