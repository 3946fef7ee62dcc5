import type { Json, JsonMap } from "../kube/object.ts";
import { coverFamily, ipRange } from "../mesh/ip-range.ts";
import { at, listOf, mapOf, textOf, textsAt } from "./json-parts.ts";

/**
 * Part of the settings that a Gateway of the Gateway API names (`parametersRef`): what istiod lays over the Service or the
 * Deployment that it makes of the Gateway. meshplan writes JSON; a patch may write YAML, which stays unread: undefined then, and
 * whoever judges has to expect the worst. Source: pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go of Istio 1.31.
 */
export function overlayIn(settings: JsonMap, kind: "service" | "deployment"): JsonMap | undefined {
  const text = settings[kind];
  if (text === undefined) return {};
  try {
    const parsed = JSON.parse(textOf(text)) as Json;
    return typeof parsed === "object" ? mapOf(parsed) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether settings of a Gateway keep anybody from connecting to the Service that istiod makes of it, by default of the type
 * that is given.
 */
export function isNarrowed(settings: JsonMap, defaultType: string): boolean {
  const spec = mapOf(at(overlayIn(settings, "service"), "spec"));
  const { type = defaultType, externalIPs } = spec;
  if (listOf(externalIPs).length > 0) return false;
  return type === "ClusterIP" || (type === "LoadBalancer" && isNarrow(spec));
}

/**
 * Whether a load balancer lets in less than every address of either family, by all its ranges together. What is no range counts
 * as open: nobody can tell here what a cloud makes of it.
 */
export function isNarrow(service: JsonMap): boolean {
  const texts = textsAt(service, "loadBalancerSourceRanges");
  const ranges = texts.map(ipRange).filter((range) => range !== undefined);
  return texts.length > 0 && ranges.length === texts.length && !coverFamily(ranges);
}
