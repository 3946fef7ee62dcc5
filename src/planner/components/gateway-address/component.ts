import { desiredObject } from "../../desired-object.ts";
import type { Component } from "../component.ts";
import { checkGateway } from "./installed.ts";
import type { DesiredAction } from "../../desired-action.ts";
import { isMap, type JsonMap } from "../../../kube/object.ts";
import { addressKind } from "../../../mesh/address.ts";
import { deliveryOf } from "../../../mesh/delivery.ts";
import { actionId, type Wait } from "../../action.ts";
import type { BuildContext } from "../build-context.ts";
import { addressesInUse, gatewayServiceOf, knownAddress } from "../../known-address.ts";
import { hasAddress } from "../../live-address.ts";
import { GATEWAY_NAME, gatewayNameOf } from "../../names.ts";
import { externalService } from "../control-plane/external-istiod.ts";
import { actionBase, needs } from "../parts.ts";

/**
 * The Service of the east-west gateway, or in a host of istiod itself, apart from its Deployment: the load balancer is made
 * while istiod starts, and the Service outlives every change of the pods.
 *
 * Nothing is written where the file names a gateway of others: the address of its Service is read. istiod makes the
 * Service in ambient mode.
 */
export const gatewayAddress: Component = {
  name: "gateway-address",
  purpose:
    "Creates the Service of the east-west gateway before the gateway itself, so that the load balancer gets its address while istiod starts. In a host it is the Service of istiod.",
  on: ({ cluster, topology }) =>
    cluster.role === "host" || topology.eastWestGateways.includes(cluster.name),
  takes: (object, from) => from === "gateway" && object.kind === "Service",
  isPlain: true,
  delivery: {
    order: 60,
    unless: ({ gateway }) => gateway.service !== undefined,
    check: (context, { "gateway-address": found = [] }) => checkGateway(context, found),
    waits: () => [{ kind: "load-balancer-address", name: GATEWAY_NAME }],
  },
  build,
};

function build(context: BuildContext): readonly DesiredAction[] {
  if (context.mesh.mode === "ambient") return [];
  const { gateway, name, role } = context.cluster;
  const wait = addressWait(context);
  const base = {
    ...actionBase(context, "gateway-address"),
    provides: wait === undefined ? [] : ["address"],
    waits: wait === undefined ? [] : [wait],
  };
  if (gateway.service !== undefined) return [{ ...base, kind: "wait" }];
  const rendered =
    role === "host"
      ? [externalService(context.mesh.istio.namespace)]
      : context.rendered("gateway-address").flatMap(({ objects }) => objects);
  // Nothing is rendered for a gateway that others deliver.
  const isOthers = deliveryOf(context.cluster, "gateway-address") === "external";
  const objects = isOthers ? [] : [gatewayServiceOf(context.mesh, context.cluster, rendered)];
  return [
    {
      ...base,
      kind: "apply",
      needs: needs([actionId(name, "namespace"), "its namespace"]),
      objects: objects.map((body) => desiredObject(body)),
    },
  ];
}

/** Undefined where no address comes from the cluster: a node port, or an address written in the file. */
function addressWait(context: BuildContext): Wait<"load-balancer-address"> | undefined {
  const { cluster, mesh, topology } = context;
  const { address, service } = cluster.gateway;
  if (!getsAddress(context)) return undefined;
  const place = service ?? { namespace: mesh.istio.namespace, name: gatewayNameOf(cluster.role) };
  const expected = knownAddress(
    cluster,
    context.facts,
    addressesInUse(cluster.name, topology, context.factsOf),
  );
  const leadsToControlPlane = topology.exposesControlPlane.includes(cluster.name);
  // Nobody reads the load balancer's name where the user gives one.
  const isNamed = address !== undefined;
  // Asked for with `loadBalancerIP`; an address of others is only what somebody wrote down.
  const isAsked = address !== undefined && addressKind(address) === "ip" && service === undefined;
  return {
    kind: "load-balancer-address",
    ...place,
    timeoutSeconds: mesh.timeouts.addressSeconds,
    ...(expected === undefined ? {} : { expected }),
    ...(isAsked ? ({ asked: true } as const) : {}),
    ...(leadsToControlPlane && !isNamed ? {} : ({ hostNameIsFine: true } as const)),
  };
}

/** Whether the Service will have an address: from a load balancer, or written by others by hand. */
function getsAddress({ cluster, facts }: BuildContext): boolean {
  const { type, service } = cluster.gateway;
  if (service === undefined) return type === "LoadBalancer";
  const live = facts.gatewayService;
  const spec = live?.["spec"];
  const isBalanced = isMap(spec) && spec["type"] === "LoadBalancer";
  return live === undefined || isBalanced || hasAddress(live);
}

/** The pods of a cluster's gateway, as a Gateway resource selects them. */
export function gatewaySelector(
  context: Pick<BuildContext, "factsOf">,
  cluster: BuildContext["cluster"],
): Readonly<Record<string, string>> {
  const usual = { istio: "eastwestgateway" };
  if (cluster.gateway.service === undefined) return usual;
  const spec = context.factsOf(cluster.name)?.gatewayService?.["spec"];
  const selector = isMap(spec) ? spec["selector"] : undefined;
  return isMap(selector) ? textsOf(selector) : usual;
}

function textsOf(map: JsonMap): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, value]) =>
      typeof value === "string" ? [[key, value]] : [],
    ),
  );
}
