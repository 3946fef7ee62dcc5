import type { Json, JsonMap } from "../kube/object.ts";
import { DEFAULT_HUB } from "../mesh/build-istio.ts";
import { gatewayFacts } from "./gateway-facts.ts";
import { listOf, mapOf, textOf } from "./json-parts.ts";
import type { ChangeView } from "./view.ts";

export const KNOWN_AFTER_APPLY = "(known after apply)";
export const SENSITIVE = "(sensitive)";

/**
 * A new object's facts for a reviewer, beyond its kind and name: `LoadBalancer 15021 15443`.
 * Empty for kinds whose name says it all. Reads the masked body only.
 */
export function objectFacts(change: ChangeView): string {
  const body = mapOf(change.after);
  return FACTS[change.object.kind]?.(body, mapOf(change.after_unknown), change) ?? "";
}

type Facts = (body: JsonMap, unknown: JsonMap, change: ChangeView) => string;

const FACTS: Readonly<Record<string, Facts>> = {
  Namespace: (body) => topologyMarks(body).join(", "),
  Service: (body) => {
    const spec = mapOf(body["spec"]);
    const ranges = listOf(spec["loadBalancerSourceRanges"]).map(String);
    const from = ranges.length === 0 ? "" : ` from ${ranges.join(" ")}`;
    const type = spec["type"] === undefined ? "" : `${textOf(spec["type"])} `;
    return `${type}${servicePorts(body).join(" ")}${from}`;
  },
  Deployment: imageNames,
  DaemonSet: imageNames,
  HorizontalPodAutoscaler: (body) => {
    const { minReplicas, maxReplicas } = mapOf(body["spec"]);
    return `${textOf(minReplicas ?? 1)} to ${textOf(maxReplicas ?? "")} replicas`;
  },
  ConfigMap: (body) => Object.keys(mapOf(body["data"])).join(", "),
  Secret: secretFacts,
  MutatingWebhookConfiguration: webhookFacts,
  ValidatingWebhookConfiguration: webhookFacts,
  EndpointSlice: (body, unknown) => {
    const marks = listOf(unknown["endpoints"]);
    const addresses = listOf(body["endpoints"]).flatMap((endpoint, index) => {
      const hidden = listOf(mapOf(marks[index])["addresses"]);
      return listOf(mapOf(endpoint)["addresses"]).map((address, place) =>
        hidden[place] === true ? KNOWN_AFTER_APPLY : textOf(address),
      );
    });
    return `${addresses.join(" ")} ${portsOf(body["ports"]).join(" ")}`.trim();
  },
  Endpoints: (body, unknown) => {
    const subsets = listOf(body["subsets"]).map((subset, index) => {
      const hidden = listOf(mapOf(listOf(unknown["subsets"])[index])["addresses"]);
      const addresses = listOf(mapOf(subset)["addresses"]).map((address, place) =>
        mapOf(hidden[place])["ip"] === true ? KNOWN_AFTER_APPLY : textOf(mapOf(address)["ip"]),
      );
      return `${addresses.join(" ")} ${portsOf(mapOf(subset)["ports"]).join(" ")}`;
    });
    return subsets.join(" ").trim();
  },
  Gateway: gatewayFacts,
  VirtualService: (body) => `hosts ${listOf(mapOf(body["spec"])["hosts"]).map(textOf).join(" ")}`,
};

function secretFacts(body: JsonMap, _: JsonMap, { object }: ChangeView): string {
  if (object.name === "cacerts") return `the CA istiod signs with ${SENSITIVE}`;
  const account = mapOf(mapOf(body["metadata"])["annotations"])[
    "kubernetes.io/service-account.name"
  ];
  if (body["type"] === SERVICE_ACCOUNT_TOKEN)
    return `token of ${textOf(account)} ${SENSITIVE}, never expires`;
  const keys = Object.keys({ ...mapOf(body["data"]), ...mapOf(body["stringData"]) });
  return keys.length === 0 ? "" : `${keys.join(", ")} ${SENSITIVE}`;
}

export const SERVICE_ACCOUNT_TOKEN = "kubernetes.io/service-account-token";

function webhookFacts(body: JsonMap): string {
  const webhooks = listOf(body["webhooks"]);
  const targets = new Set(
    webhooks.map((webhook) => {
      const client = mapOf(mapOf(webhook)["clientConfig"]);
      const service = mapOf(client["service"]);
      return client["url"] === undefined
        ? `${textOf(service["name"])}${textOf(service["path"] ?? "")}`
        : textOf(client["url"]);
    }),
  );
  return `${webhooks.length === 1 ? "1 webhook" : `${webhooks.length} webhooks`} to ${[...targets].join(", ")}`;
}

/** Labels and annotations that decide how the mesh works; marks of bookkeeping say nothing to a reviewer. */
function topologyMarks(body: JsonMap): readonly string[] {
  const metadata = mapOf(body["metadata"]);
  const marks = { ...mapOf(metadata["labels"]), ...mapOf(metadata["annotations"]) };
  return Object.entries(marks)
    .filter(([key]) => key.startsWith("topology.istio.io/"))
    .map(([key, value]) => `${key}=${textOf(value ?? null)}`);
}

/** Ports of a Service, in order of number. */
export function servicePorts(body: Json): readonly string[] {
  return portsOf(mapOf(mapOf(body)["spec"])["ports"]);
}

function portsOf(ports: Json | undefined): readonly string[] {
  return listOf(ports)
    .map((port) => Number(mapOf(port)["port"]))
    .sort((a, b) => a - b)
    .map(String);
}

function imageNames(body: JsonMap): string {
  return containersOf(body)
    .map((container) => imageName(textOf(mapOf(container)["image"])))
    .join(", ");
}

function containersOf(body: JsonMap): readonly Json[] {
  const template = mapOf(mapOf(mapOf(body["spec"])["template"])["spec"]);
  return listOf(template["containers"]);
}

/** `docker.io/istio/pilot:1.31.0` becomes `pilot:1.31.0`, other registries are shown; the placeholder `auto` becomes words. */
function imageName(image: string): string {
  if (image === "auto") return "image set by injection";
  return image.startsWith(`${DEFAULT_HUB}/`) ? image.slice(DEFAULT_HUB.length + 1) : image;
}
