import { portsOpenedBy, SERVICE_TYPE, settingsOf } from "../gateway-facts.ts";
import { isNarrow } from "../gateway-settings.ts";
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
  const ports = openPorts(input, object);
  const spec = mapOf(object.body["spec"]);
  const isService = object.change.object.kind === "Service";
  const addresses = isService ? textsAt(spec, "externalIPs") : [];
  const advice =
    object.action.component === "ingress"
      ? "asked for by istio.ingress"
      : "narrow it: gateway.allowFrom";
  const found = (text: string, what: readonly string[]): Finding =>
    findingOf(object, "exposure", text, {
      detail: what.join(" "),
      movedBy: within(["spec"], ["data"], ["metadata", "annotations", SERVICE_TYPE]),
    });
  return [
    ...(ports.length === 0 ? [] : [found(`open to any address (${advice})`, ports)]),
    ...(isService && spec["type"] === "NodePort"
      ? [found("open on every node", servicePorts(object.body))]
      : []),
    ...(addresses.length === 0 ? [] : [found("takes traffic of addresses", addresses)]),
  ];
}

/** The ports that an object opens to connections from anywhere, by a load balancer of its own or one that istiod makes. */
function openPorts(input: RiskInput, object: PlannedObject): readonly string[] {
  const { change, body } = object;
  const spec = mapOf(body["spec"]);
  switch (change.object.kind) {
    case "Gateway":
      return portsOf(input, object);
    case "ConfigMap":
      return portsOpenedByGatewaysOf(input, object);
    case "Service":
      return spec["type"] === "LoadBalancer" && !isNarrow(spec) ? servicePorts(body) : [];
    default:
      return [];
  }
}

function portsOf({ planned }: RiskInput, gateway: PlannedObject): readonly string[] {
  return portsOpenedBy(gateway.body, (name) => {
    const found = planned.find(
      (other) =>
        isBeside(gateway, other) &&
        other.change.object.kind === "ConfigMap" &&
        other.change.object.name === name,
    );
    return mapOf(found?.body["data"]);
  });
}

/** Settings alone may open a Gateway that stays as it is. One that is created says so itself. */
function portsOpenedByGatewaysOf(input: RiskInput, settings: PlannedObject): readonly string[] {
  const ports = input.planned
    .filter(
      (other) =>
        other.change.object.kind === "Gateway" &&
        other.change.verb !== "create" &&
        isBeside(settings, other) &&
        settingsOf(other.body) === settings.change.object.name,
    )
    .flatMap((gateway) => portsOf(input, gateway));
  return [...new Set(ports)];
}

/** In the same namespace of the same cluster. */
function isBeside(one: PlannedObject, other: PlannedObject): boolean {
  return (
    one.action.cluster === other.action.cluster &&
    one.change.object.namespace === other.change.object.namespace
  );
}
