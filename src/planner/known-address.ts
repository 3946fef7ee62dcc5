import { sameJson } from "../kube/canonical.ts";
import { isList, isMap, type Json, type JsonMap, type KubeObject } from "../kube/object.ts";
import { addressKind } from "../mesh/address.ts";
import { deliveryOf } from "../mesh/delivery.ts";
import type { Cluster, GatewaySettings, Mesh } from "../mesh/model.ts";
import type { ReachableFacts } from "./facts.ts";
import { appliedFields } from "../kube/unchanged.ts";
import { marked } from "./marks.ts";
import { patched } from "./patches.ts";
import { outputValue } from "./output-values.ts";
import { FIELD_MANAGER } from "./plan.ts";

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
 * whose planned change cannot move it. Undefined otherwise, and for a load balancer with a host name.
 */
export function knownAddress(
  cluster: Cluster,
  facts: ReachableFacts | undefined,
): string | undefined {
  if (cluster.gateway.address !== undefined) return cluster.gateway.address;
  const service = facts?.gatewayService;
  if (service === undefined) return undefined;
  const isOthers =
    cluster.gateway.service !== undefined || deliveryOf(cluster, "gateway-address") === "external";
  return isOthers || !moves(cluster, service, facts?.namespaceAnnotations ?? [])
    ? liveAddress(service).ip
    : undefined;
}

/** What the load balancer reported, or the address that others gave a Service by hand. */
export interface LiveAddress {
  readonly ip?: string;
  readonly hostname?: string;
  /** What is there is none that others can use: whoever writes the Service's status may not say just anything. */
  readonly refused?: { readonly text: string; readonly problem: string };
}

export function liveAddress(service: KubeObject): LiveAddress {
  const spec = service["spec"];
  const byHand = isMap(spec) ? spec["externalIPs"] : undefined;
  const status = service["status"];
  const loadBalancer = isMap(status) ? status["loadBalancer"] : undefined;
  const ingress = isMap(loadBalancer) ? loadBalancer["ingress"] : undefined;
  const first = isList(ingress) ? ingress[0] : undefined;
  if (!isMap(first)) return usable("ip", isList(byHand) ? byHand[0] : undefined);
  const { ip, hostname } = first;
  return typeof ip === "string" && ip !== "" ? usable("ip", ip) : usable("hostname", hostname);
}

function usable(key: "ip" | "hostname", text: Json | undefined): LiveAddress {
  if (typeof text !== "string" || text === "") return {};
  const { problem } = outputValue("address", text);
  if (problem !== undefined) return { refused: { text, problem } };
  if (key === "ip" && addressKind(text) !== "ip")
    return { refused: { text, problem: "is no IP address" } };
  return { [key]: text };
}

/** Whether others reach a Service already, by an address or a name. */
export function hasAddress(service: KubeObject): boolean {
  const { ip, hostname } = liveAddress(service);
  return (ip ?? hostname) !== undefined;
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
