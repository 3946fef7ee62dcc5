import type { GatewaySettings } from "./gateway-settings.ts";
import { isMap, type JsonMap, type KubeObject } from "../../kube/object.ts";
import { type EmbeddedCluster, kindOf } from "../kube/cluster.ts";
import { parseJson } from "../kube/parse-json.ts";
import { plainText } from "../kube/plain-text.ts";
import { strategicMerge } from "../kube/patches/strategic-merge.ts";
import { applyForced, ensure, idOf, list, modify, read } from "../kube/controllers/controller.ts";
import { eastWestObjects } from "./east-west-objects.ts";
import { conditionsOf, type Finding, reportGateway } from "./gateway-status.ts";
import { listAt, mapAt, textAt } from "../../kube/at.ts";

const GATEWAY_API = "gateway.networking.k8s.io/v1";
const EAST_WEST = "istio-east-west";
const MANAGED = "gateway.istio.io/managed";
const REVISION = "istio.io/rev";
const ISTIOD = "pilot-discovery";
const STATUS = { manager: ISTIOD, subresource: "status" } as const;

/**
 * Istiod's work for the Gateway API: it makes its classes, and a Deployment and a Service for each Gateway of the class
 * istio-east-west. Gateways of other classes are not part of a mesh and stay as they are.
 *
 * Source: istio pilot/pkg/config/kube/gatewaycommon/{gatewayclass,deploymentcontroller,context}.go.
 */
export function writeGateways(cluster: EmbeddedCluster, settings: GatewaySettings): void {
  if (cluster.kinds.of(GATEWAY_API, "GatewayClass") === undefined) return;
  for (const [name, controller, description] of classesOf(settings))
    writeClass(cluster, name, controller, description);
  if (!settings.multiNetwork || cluster.kinds.of(GATEWAY_API, "Gateway") === undefined) return;
  for (const gateway of list(cluster, GATEWAY_API, "Gateway")) {
    if (textAt(gateway, "spec", "gatewayClassName") !== EAST_WEST) continue;
    if ((gateway.metadata.labels?.[REVISION] ?? settings.revision) !== settings.revision) continue;
    if (isManaged(gateway)) makeObjects(cluster, gateway, settings);
    reportGateway(cluster, gateway);
  }
}

type Class = readonly [name: string, controller: string, description: string];

const ALWAYS: readonly Class[] = [
  ["istio", "istio.io/gateway-controller", "The default Istio GatewayClass"],
  [
    "istio-remote",
    "istio.io/unmanaged-gateway",
    "Remote to this cluster. Does not deploy or affect configuration.",
  ],
];
const WAYPOINTS: Class = [
  "istio-waypoint",
  "istio.io/mesh-controller",
  "The default Istio waypoint GatewayClass",
];
const EAST_WEST_GATEWAYS: Class = [
  EAST_WEST,
  "istio.io/eastwest-controller",
  "The default GatewayClass for Istio East West Gateways",
];

function classesOf({ ambient, multiNetwork }: GatewaySettings): readonly Class[] {
  return [
    ...ALWAYS,
    ...(ambient ? [WAYPOINTS] : []),
    ...(multiNetwork ? [EAST_WEST_GATEWAYS] : []),
  ];
}

/** Makes a class but never changes it, because a user may have other wishes. */
function writeClass(
  cluster: EmbeddedCluster,
  name: string,
  controllerName: string,
  description: string,
): void {
  const body: KubeObject = {
    apiVersion: GATEWAY_API,
    kind: "GatewayClass",
    metadata: { name },
    spec: { controllerName, description },
  };
  const found = ensure(cluster, body, ISTIOD);
  const accepted: Finding = ["Accepted", "True", "Accepted", "Handled by Istio controller"];
  modify(
    cluster,
    idOf(found),
    (live) => ({ ...live, status: { conditions: conditionsOf(cluster, live, [accepted]) } }),
    STATUS,
  );
}

/** A Gateway with a host name as address belongs to a Deployment that somebody else made. */
function isManaged(gateway: KubeObject): boolean {
  const addresses = listAt(gateway, "spec", "addresses");
  return (
    addresses.length === 0 ||
    (addresses.length === 1 && textAt(addresses[0], "type") === "IPAddress")
  );
}

function makeObjects(
  cluster: EmbeddedCluster,
  gateway: KubeObject,
  settings: GatewaySettings,
): void {
  const overlays = overlaysOf(cluster, gateway);
  for (const object of eastWestObjects(gateway, settings)) {
    const found = read(cluster, idOf(object));
    // An object that somebody else made under this name is left as it is.
    if (found !== undefined && found.metadata.labels?.[MANAGED] === undefined) continue;
    const overlay = overlays.get(object.kind.toLowerCase());
    if (overlay === undefined && object.kind === "HorizontalPodAutoscaler") continue;
    const kind = kindOf(cluster, object.apiVersion, object.kind);
    const body = overlay === undefined ? object : strategicMerge(object, overlay, kind.schema());
    applyForced(cluster, body as KubeObject, "istio.io/gateway-controller");
  }
}

/** The settings in the ConfigMap that the Gateway names. Istio takes YAML there; the embedded cluster only its JSON part. */
function overlaysOf(cluster: EmbeddedCluster, gateway: KubeObject): ReadonlyMap<string, JsonMap> {
  const name = textAt(gateway, "spec", "infrastructure", "parametersRef", "name");
  const { namespace } = gateway.metadata;
  const found =
    name === ""
      ? undefined
      : read(cluster, { apiVersion: "v1", kind: "ConfigMap", namespace, name });
  const overlays = new Map<string, JsonMap>();
  for (const [kind, text] of Object.entries(mapAt(found, "data"))) {
    const overlay = parseJson(plainText(text));
    if (isMap(overlay)) overlays.set(kind.toLowerCase(), overlay);
  }
  return overlays;
}
