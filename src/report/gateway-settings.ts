import type { Json, JsonMap } from "../kube/object.ts";
import { coverFamily, ipRange } from "../mesh/ip-range.ts";
import { mapOf, textOf, textsAt } from "./json-parts.ts";

/**
 * A part of the settings that a Gateway of the Gateway API names (`parametersRef`): istiod lays it over the Service or the
 * Deployment that it makes from the Gateway. meshplan writes JSON. A patch may write YAML, which is not read: then the
 * result is undefined, and the caller must expect the worst. Source:
 * pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go of Istio 1.31.
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

/** How anybody can reach the Service of a Gateway; `unread`: by settings that nobody here can read. */
export type Opening = "load balancer" | "nodes" | "addresses" | "unread";

/** The addresses whose traffic the nodes lead to the Service of a Gateway with these settings. */
export function addressesIn(settings: JsonMap): readonly string[] {
  return textsAt(overlayIn(settings, "service"), "spec", "externalIPs");
}

/**
 * How anybody can connect to the Service that istiod makes from a Gateway with these settings, with the given default type;
 * undefined where they keep strangers out.
 */
export function openingBy(settings: JsonMap, defaultType: string): Opening | undefined {
  const overlay = overlayIn(settings, "service");
  if (overlay === undefined) return "unread";
  const spec = mapOf(overlay["spec"]);
  const { type = defaultType } = spec;
  if (addressesIn(settings).length > 0) return "addresses";
  if (type === "NodePort") return "nodes";
  return type === "ClusterIP" || isNarrow(spec) ? undefined : "load balancer";
}

/**
 * Whether the ranges of a load balancer together let in less than every address of both families. A text that is not a range
 * counts as open: nobody can tell here what a cloud makes of it.
 */
export function isNarrow(service: JsonMap): boolean {
  const texts = textsAt(service, "loadBalancerSourceRanges");
  const ranges = texts.map(ipRange).filter((range) => range !== undefined);
  return texts.length > 0 && ranges.length === texts.length && !coverFamily(ranges);
}
