import type { Json } from "../../kube/object.ts";
import { portsOpenedBy } from "../gateway-facts.ts";
import { listOf, mapOf, textOf, textsAt } from "../json-parts.ts";
import { servicePorts } from "../object-facts.ts";
import {
  type Detector,
  type Finding,
  findingOf,
  type PlannedObject,
  type RiskInput,
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
    findingOf(object, "exposure", text, { detail: what.join(" "), movedBy: /^(spec|data)/ });
  return [
    ...(ports.length === 0 ? [] : [found(`open to any address (${advice})`, ports)]),
    ...(isService && spec["type"] === "NodePort"
      ? [found("open on every node", servicePorts(object.body))]
      : []),
    ...(addresses.length === 0 ? [] : [found("takes traffic of addresses", addresses)]),
  ];
}

/** The ports that an object opens to connections from anywhere, by a load balancer of its own or one that istiod makes. */
function openPorts(
  { planned }: RiskInput,
  { action, change, body }: PlannedObject,
): readonly string[] {
  const spec = mapOf(body["spec"]);
  if (change.object.kind === "Gateway")
    return portsOpenedBy(body, (name) =>
      mapOf(
        planned.find(
          (other) =>
            other.action.id === action.id &&
            other.change.object.kind === "ConfigMap" &&
            other.change.object.name === name,
        )?.body["data"],
      ),
    );
  if (change.object.kind !== "Service" || spec["type"] !== "LoadBalancer") return [];
  const ranges = listOf(spec["loadBalancerSourceRanges"]);
  return ranges.length === 0 || ranges.some(isEverything) ? servicePorts(body) : [];
}

/** `0.0.0.0/0`, `::/0`. */
const isEverything = (range: Json): boolean => textOf(range).endsWith("/0");
