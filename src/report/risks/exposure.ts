import type { JsonMap } from "../../kube/object.ts";
import { type OpenPorts, portsOpenedBy, SERVICE_TYPE, settingsOf } from "../gateway-facts.ts";
import { isNarrow, type Opening } from "../gateway-settings.ts";
import { mapOf, textsAt } from "../json-parts.ts";
import { servicePorts } from "../object-facts.ts";
import {
  type Detector,
  type Finding,
  findingOf,
  type PlannedObject,
  type RiskInput,
  within,
} from "./detector.ts";

/** What anybody can connect to: load balancers without ranges, their own or those istiod makes, and ports of nodes. */
export const exposure: Detector = {
  topic: "exposure",
  find: (input) => input.written.flatMap((object) => foundIn(input, object)),
};

function foundIn(input: RiskInput, object: PlannedObject): readonly Finding[] {
  const movedBy = within(["spec"], ["data"], ["metadata", "annotations", SERVICE_TYPE]);
  return openingsIn(input, object).flatMap(({ by, ports }) =>
    ports.length === 0
      ? []
      : [
          findingOf(object, "exposure", openingText(object, by), {
            detail: ports.join(" "),
            movedBy,
          }),
        ],
  );
}

/** What is open, with what narrows it: of the file only what works for this way. */
function openingText({ action }: PlannedObject, by: Opening): string {
  switch (by) {
    case "load balancer":
      return `open to any address${ADVICE[action.component] ?? ""}`;
    case "nodes":
      return "open on every node (narrow it at the nodes: no load balancer does)";
    case "addresses":
      return "takes traffic of addresses";
    case "unread":
      return "open to any address as far as can be told (its settings are no JSON)";
  }
}

const ADVICE: Readonly<Record<string, string>> = {
  gateway: " (narrow it: gateway.allowFrom)",
  "gateway-address": " (narrow it: gateway.allowFrom)",
  ingress: " (asked for by istio.ingress)",
};

/** What an object opens to connections from anywhere, by a Service of its own or one that istiod makes. */
function openingsIn(input: RiskInput, object: PlannedObject): readonly OpenPorts[] {
  switch (object.change.object.kind) {
    case "Gateway":
      return openedBy(input, object);
    case "ConfigMap":
      return openedByGatewaysOf(input, object);
    case "Service":
      return openedByService(object.body);
    default:
      return [];
  }
}

function openedByService(body: JsonMap): readonly OpenPorts[] {
  const spec = mapOf(body["spec"]);
  const ports = servicePorts(body);
  return [
    ...(spec["type"] === "LoadBalancer" && !isNarrow(spec)
      ? [{ by: "load balancer" as const, ports }]
      : []),
    ...(spec["type"] === "NodePort" ? [{ by: "nodes" as const, ports }] : []),
    { by: "addresses", ports: textsAt(spec, "externalIPs") },
  ];
}

function openedBy({ planned }: RiskInput, gateway: PlannedObject): readonly OpenPorts[] {
  const opened = portsOpenedBy(gateway.body, (name) => {
    const found = planned.find(
      (other) =>
        isBeside(gateway, other) &&
        other.change.object.kind === "ConfigMap" &&
        other.change.object.name === name,
    );
    return mapOf(found?.body["data"]);
  });
  return opened === undefined ? [] : [opened];
}

/** Settings alone may open a Gateway that stays as it is. One that is created says so itself. */
function openedByGatewaysOf(input: RiskInput, settings: PlannedObject): readonly OpenPorts[] {
  const opened = input.planned
    .filter(
      (other) =>
        other.change.object.kind === "Gateway" &&
        other.change.verb !== "create" &&
        isBeside(settings, other) &&
        settingsOf(other.body) === settings.change.object.name,
    )
    .flatMap((gateway) => openedBy(input, gateway));
  return [...new Set(opened.map(({ by }) => by))].map((by) => ({
    by,
    ports: [...new Set(opened.flatMap((one) => (one.by === by ? one.ports : [])))],
  }));
}

/** In the same namespace of the same cluster. */
function isBeside(one: PlannedObject, other: PlannedObject): boolean {
  return (
    one.action.cluster === other.action.cluster &&
    one.change.object.namespace === other.change.object.namespace
  );
}
