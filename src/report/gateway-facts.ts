import { isList, isMap, type Json, type JsonMap } from "../kube/object.ts";
import type { ActionView, ChangeView } from "./view.ts";

/** What a reviewer wants to know of a Gateway, Istio's or that of the Gateway API: `15443 AUTO_PASSTHROUGH *.local`. */
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

/** Beside its listeners, the Service that istiod makes of a Gateway has the port of health checks. */
const STATUS_PORT = "15021";

/**
 * The ports that a Gateway opens to any address through the load balancer istiod makes of it; none where the settings that
 * the Gateway names narrow it. Other Gateways open nothing by themselves.
 */
export function portsOpenedBy({ changes }: ActionView, change: ChangeView): readonly string[] {
  const spec = mapOf(mapOf(change.after)["spec"]);
  if (change.object.kind !== "Gateway" || spec["gatewayClassName"] === undefined) return [];
  const settings = textOf(mapOf(mapOf(spec["infrastructure"])["parametersRef"])["name"]);
  const named = changes.find(
    ({ object }) => object.kind === "ConfigMap" && object.name === settings,
  );
  const service = textOf(mapOf(mapOf(named?.after)["data"])["service"]);
  if (service.includes("loadBalancerSourceRanges")) return [];
  return [
    STATUS_PORT,
    ...listOf(spec["listeners"]).map((listener) => textOf(mapOf(listener)["port"])),
  ];
}

function mapOf(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {};
}

function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
