import { sameJson } from "../kube/canonical.ts";
import { isList, isMap, type JsonMap, type KubeObject } from "../kube/object.ts";
import type { Cluster, Mesh } from "../mesh/model.ts";
import type { ReachableFacts } from "./facts.ts";
import { marked } from "./marks.ts";

/** The gateway's Service with the user's settings on top of the rendered one. */
export function gatewayServiceOf(
  mesh: Mesh,
  cluster: Cluster,
  rendered: readonly KubeObject[],
): KubeObject {
  const service = rendered.find((object) => object.kind === "Service");
  if (service === undefined)
    throw new Error(`internal: the rendered gateway of ${cluster.name} has no Service`);
  const { address, allowFrom, annotations } = cluster.gateway;
  const spec: JsonMap = {
    ...(service["spec"] as JsonMap),
    ...(address === undefined ? {} : { loadBalancerIP: address }),
    ...(allowFrom.length === 0 ? {} : { loadBalancerSourceRanges: [...allowFrom].sort() }),
  };
  const merged = { ...service.metadata.annotations, ...annotations };
  const metadata =
    Object.keys(merged).length === 0
      ? service.metadata
      : { ...service.metadata, annotations: merged };
  return marked({ ...service, metadata, spec }, mesh);
}

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
  if (service === undefined || moves(cluster, service)) return undefined;
  return liveAddress(service).ip;
}

/** What the load balancer reported. */
export function liveAddress(service: KubeObject): {
  readonly ip?: string;
  readonly hostname?: string;
} {
  const status = service["status"];
  const loadBalancer = isMap(status) ? status["loadBalancer"] : undefined;
  const ingress = isMap(loadBalancer) ? loadBalancer["ingress"] : undefined;
  const first = isList(ingress) ? ingress[0] : undefined;
  if (!isMap(first)) return {};
  const { ip, hostname } = first;
  if (typeof ip === "string" && ip !== "") return { ip };
  return typeof hostname === "string" && hostname !== "" ? { hostname } : {};
}

/** Cloud controllers read annotations, so a change of any that the file sets may give the Service another address. */
function moves(cluster: Cluster, live: KubeObject): boolean {
  const spec = live["spec"] as JsonMap;
  const annotations = live.metadata.annotations ?? {};
  if (spec["type"] !== "LoadBalancer") return true;
  return Object.entries(cluster.gateway.annotations).some(
    ([key, value]) => !sameJson(annotations[key], value),
  );
}
