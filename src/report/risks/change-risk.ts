import { type FieldPath, fieldNames, isWithin } from "../../kube/field-path.ts";
import type { JsonMap } from "../../kube/object.ts";
import { PART_OF_LABEL } from "../../planner/names.ts";
import { mapOf } from "../json-parts.ts";
import { SERVICE_ACCOUNT_TOKEN } from "../object-facts.ts";
import type { PlannedObject, UnjudgedView } from "./detector.ts";
import { isIstiod } from "./istiod.ts";
import { type Judgement, NO_RISK, type Risk } from "./risk.ts";
import { at } from "../../kube/at.ts";

/** What a change of each kind of object does by itself, whatever its fields say; the detectors look into those. */
export function changeRisk(view: Pick<UnjudgedView, "trust">, object: PlannedObject): Judgement {
  const { change } = object;
  switch (change.verb) {
    case "none":
    case "adopt":
      return NO_RISK;
    case "delete":
      return { risk: "destructive", reason: "deletes an object" };
    case "replace":
      return { risk: "destructive", reason: "deletes an object and creates it again" };
    case "create":
      return creationRisk(view, object);
    case "update":
    case "take-over":
      return updateRisk(object);
  }
}

function creationRisk(
  view: Pick<UnjudgedView, "trust">,
  { change: { object }, body }: PlannedObject,
): Judgement {
  const grants = GRANTS[object.kind];
  if (grants !== undefined) return grants;
  if (object.kind === "Secret") return secretRisk(object.name, body);
  if (object.kind === "Service" && isReachedFromOutside(body))
    return { risk: "exposure", reason: "can be reached from outside the cluster" };
  if (object.kind === "Gateway" && at(body, "spec", "gatewayClassName") !== undefined)
    return { risk: "exposure", reason: "gets a load balancer from istiod" };
  if (isIstiod(object) && view.trust === undefined)
    return { risk: "trust", reason: "makes a root of its own" };
  return NO_RISK;
}

/** Who is bound gets what the role allows. A role alone gives nobody anything. */
const GRANTS: Readonly<Record<string, Judgement>> = {
  ClusterRoleBinding: { risk: "access", reason: "grants rights" },
  RoleBinding: { risk: "access", reason: "grants rights" },
};

function secretRisk(name: string, body: JsonMap): Judgement {
  if (name === "cacerts") return { risk: "trust", reason: "is the CA that istiod signs with" };
  if (body["type"] === SERVICE_ACCOUNT_TOKEN)
    return { risk: "access", reason: "makes a token that never expires" };
  return { risk: "access", reason: "hands out a credential" };
}

function isReachedFromOutside(body: JsonMap): boolean {
  const { type, externalIPs } = mapOf(body["spec"]);
  return type === "LoadBalancer" || type === "NodePort" || externalIPs !== undefined;
}

/** What an update of each kind can do; kinds not listed can hurt nobody. */
const UPDATES: Readonly<Record<string, Judgement>> = {
  Deployment: { risk: "restart", reason: "restarts pods" },
  DaemonSet: { risk: "restart", reason: "restarts pods on every node" },
  Service: { risk: "traffic", reason: "changes how traffic is routed" },
  EndpointSlice: { risk: "traffic", reason: "changes how traffic is routed" },
  Endpoints: { risk: "traffic", reason: "changes how traffic is routed" },
  Gateway: { risk: "traffic", reason: "changes how traffic is routed" },
  VirtualService: { risk: "traffic", reason: "changes how traffic is routed" },
  Namespace: { risk: "traffic", reason: "changes what Istio reads of the namespace" },
  MutatingWebhookConfiguration: { risk: "traffic", reason: "changes how pods are injected" },
  ValidatingWebhookConfiguration: { risk: "traffic", reason: "changes which objects are admitted" },
  ClusterRole: { risk: "access", reason: "changes rights" },
  Role: { risk: "access", reason: "changes rights" },
  ClusterRoleBinding: { risk: "access", reason: "changes who has rights" },
  RoleBinding: { risk: "access", reason: "changes who has rights" },
};

function updateRisk({ change: { object }, body, moved }: PlannedObject): Judgement {
  const isMetadata = moved.length > 0 && moved.every((path) => isWithin(path, ["metadata"]));
  if (isMetadata) return metadataRisk(object.kind, moved);
  if (object.kind === "Secret") {
    // With other data and without our label before, it was not ours.
    const isTaken = moved.some((path) => isWithin(path, ["metadata", "labels", PART_OF_LABEL]));
    return isTaken ? TAKEN_OVER : secretRisk(object.name, body);
  }
  // A new ztunnel takes the connections of every pod on its node along.
  if (object.kind === "DaemonSet" && object.name === "ztunnel")
    return { risk: "traffic", reason: "interrupts the connections of every pod on its node" };
  return UPDATES[object.kind] ?? NO_RISK;
}

const TAKEN_OVER: Judgement = {
  risk: "trust",
  reason: "replaces a credential that somebody else gave to istiod",
};

/** Annotations by which load balancers are set; anything else may stand on a Service. */
const CLOUDS =
  /(networking\.istio\.io\/service-type|kubernetes\.io|k8s\.|amazonaws|aws|google|gke\.io|azure|oraclecloud|metallb|cilium|kube-vip|load-?balancer)/;

/** Labels and annotations matter where somebody reads them. */
function metadataRisk(kind: string, moved: readonly FieldPath[]): Judgement {
  const keys = (of: string): readonly string[] =>
    moved.flatMap((path) => (isWithin(path, ["metadata", of]) ? fieldNames(path).slice(2) : []));
  const [labels, annotations] = [keys("labels"), keys("annotations")];
  // Istio reads its own labels and annotations of namespaces, such as the network's.
  if (kind === "Namespace" && [...labels, ...annotations].some((key) => key.includes("istio")))
    return UPDATES["Namespace"] ?? NO_RISK;
  // istiod hands the annotations of a Gateway on to the Service that it makes of it.
  if ((kind === "Service" || kind === "Gateway") && annotations.some((key) => CLOUDS.test(key)))
    return { risk: "exposure", reason: "changes what the cloud makes of the load balancer" };
  if (kind === "ClusterRole" && labels.some((key) => key.includes("aggregate-to-")))
    return { risk: "access", reason: "changes rights" };
  return NO_RISK;
}

/** The words for each risk where several changes are told of at once. */
export const RISK_TEXT: Readonly<Record<Risk, string>> = {
  none: "",
  restart: "pods restart",
  exposure: "something becomes reachable from outside",
  access: "access is granted",
  traffic: "traffic is routed differently",
  trust: "who is trusted changes",
  destructive: "something is deleted",
};
