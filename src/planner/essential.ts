import type { ObjectRef } from "../kube/object.ts";

/**
 * Fields without which a mesh says it is synced and fails silently. Where another manager holds one of them with another
 * value, leaving it alone is not an option.
 */
const ESSENTIAL: Readonly<Record<string, RegExp>> = {
  Namespace:
    /^metadata\.(labels\.topology\.istio\.io\/network|annotations\.topology\.istio\.io\/controlPlaneClusters)$/,
  MutatingWebhookConfiguration: /\.clientConfig\.(service\.|url)/,
  EndpointSlice: /^(endpoints|ports)/,
  Endpoints: /^subsets/,
  Service: /^(spec\.(selector|ports|externalName)|metadata\.labels\.topology\.istio\.io\/network)/,
  Secret: /^(data\.|metadata\.labels\.istio\/multiCluster$)/,
  Gateway: /^(spec\.|metadata\.labels\.topology\.istio\.io\/network)/,
  VirtualService: /^spec\./,
};

export function isEssential(object: ObjectRef, path: string): boolean {
  return ESSENTIAL[object.kind]?.test(path) ?? false;
}
