import type { JsonMap } from "../kube/object.ts";
import { addressesIn, type Opening, openingBy } from "./gateway-settings.ts";
import { listOf, mapOf, textOf } from "./json-parts.ts";
import { at } from "../kube/at.ts";

/** A Gateway's facts for a reviewer, for Istio's kind and the Gateway API's: `15443 AUTO_PASSTHROUGH *.local`. */
export function gatewayFacts(body: JsonMap): string {
  const spec = mapOf(body["spec"]);
  if (spec["gatewayClassName"] !== undefined) {
    const listeners = listOf(spec["listeners"]).map((listener) => {
      const { port, protocol } = mapOf(listener);
      return `${textOf(port)} ${textOf(protocol)}`;
    });
    return [textOf(spec["gatewayClassName"]), ...listeners].join(" ");
  }
  return listOf(spec["servers"])
    .map((server) => {
      const { port, tls, hosts } = mapOf(server);
      const mode = textOf(mapOf(tls)["mode"]);
      const names = listOf(hosts).map(textOf).join(" ");
      return `${textOf(mapOf(port)["number"])} ${mode} ${names}`.replace(/ +/g, " ").trim();
    })
    .join(", ");
}

/** Beside the Gateway's listeners, the Service that istiod makes from it has the port of health checks. */
const STATUS_PORT = "15021";

/** istiod chooses the type of the Service by this; settings are laid over it. Source: gatewaycommon/deploymentcontroller.go. */
export const SERVICE_TYPE = "networking.istio.io/service-type";

/** The ways in which anybody can connect: ports, or addresses that lead there. */
export interface OpenPorts {
  readonly ports: readonly string[];
  readonly by: Opening;
}

/**
 * The ports that a Gateway opens to any address through the Service that istiod makes from it; undefined where the settings
 * that the Gateway names restrict it. Other Gateways open nothing by themselves. `settings`: the data of a ConfigMap by its
 * name.
 */
export function portsOpenedBy(
  gateway: JsonMap,
  settings: (name: string) => JsonMap,
): OpenPorts | undefined {
  const spec = mapOf(gateway["spec"]);
  if (spec["gatewayClassName"] === undefined) return undefined;
  const type = textOf(at(gateway, "metadata", "annotations", SERVICE_TYPE) ?? "LoadBalancer");
  const own = settings(settingsOf(gateway));
  const by = openingBy(own, type);
  if (by === undefined) return undefined;
  if (by === "addresses") return { ports: addressesIn(own), by };
  const listeners = listOf(spec["listeners"]).map((listener) => textOf(mapOf(listener)["port"]));
  return { ports: [STATUS_PORT, ...listeners], by };
}

/** The ConfigMap in its namespace whose settings a Gateway of the Gateway API takes; empty where it names none. */
export function settingsOf(gateway: JsonMap): string {
  return textOf(at(gateway, "spec", "infrastructure", "parametersRef", "name"));
}
