import type { Cluster, DeliveryMode } from "./model.ts";

/** Components that join a cluster whose Istio others installed: `all: external` leaves them to meshplan. */
const JOINING: ReadonlySet<string> = new Set(["expose-control-plane", "expose-services"]);

/** Components whose delivery follows that of another, unless the file names them. */
const PARTS: ReadonlyMap<string, string> = new Map([
  ["gateway-address", "gateway"],
  ["tags", "control-plane"],
]);

/**
 * Who brings one component into one cluster.
 *
 * `all: external` means an Istio that others installed, so it does not cover the exposes, which join that Istio to the
 * mesh; `all: render` covers everything that can be rendered. `gateway` covers the gateway's Service, and `control-plane`
 * the tags of its revisions.
 *
 * The trap: not every component can be delivered by others. Secrets never are, because they are made in memory.
 */
export function deliveryOf(cluster: Pick<Cluster, "delivery">, component: string): DeliveryMode {
  const { delivery } = cluster;
  const whole = PARTS.get(component);
  const own = delivery[component] ?? (whole === undefined ? undefined : delivery[whole]);
  if (own !== undefined) return own;
  const all = delivery.all ?? "apply";
  return all === "external" && JOINING.has(component) ? "apply" : all;
}
