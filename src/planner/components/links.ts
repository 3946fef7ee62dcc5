import { deliveryOf } from "../../mesh/delivery.ts";
import type { Place } from "./component.ts";
import type { Cluster, ClusterName, Mesh, Revision } from "../../mesh/model.ts";
import { revisionsOf } from "../../mesh/revisions.ts";
import { type ActionId, actionId, type Wait } from "../action.ts";
import type { BuildContext, RenderedPart } from "./build-context.ts";
import { writesCacerts } from "../trust.ts";

type Link = readonly [ActionId, string];

export function controlPlaneId(cluster: ClusterName, revision: Revision): ActionId {
  return actionId(cluster, "control-plane", undefined, revision.name);
}

/** All control planes of a cluster: several where it has named revisions. */
export function controlPlaneNeeds(
  mesh: Mesh,
  cluster: ClusterName,
  reason: string,
): readonly Link[] {
  return revisionsOf(mesh, cluster).map((revision) => [controlPlaneId(cluster, revision), reason]);
}

/** The control planes that serve this cluster, in whichever cluster they run. */
export function istiodNeeds(context: BuildContext, reason: string): readonly Link[] {
  const { home, mesh, primary } = context;
  return home.role === "host"
    ? [[externalIstiod(context), reason]]
    : controlPlaneNeeds(mesh, primary.name, reason);
}

/** The istiod that runs in a host. */
export function externalIstiod({ home, primary }: BuildContext): ActionId {
  return actionId(home.name, "control-plane", primary.name);
}

/**
 * The actions after which an istiod answers for this cluster: its injector completes pods, its webhooks check configuration. `reason` is
 * that of a cluster with an istiod of its own.
 */
export function servedNeeds(
  { cluster, home, mesh }: BuildContext,
  reason: string,
): readonly Link[] {
  if (cluster === home) return controlPlaneNeeds(mesh, cluster.name, reason);
  const elsewhere = "the injector and the root certificate its pods need";
  return [[actionId(cluster.name, "attached"), cluster.role === "remote" ? elsewhere : reason]];
}

/** The actions after which a cluster's gateway leads somewhere. */
export function gatewayNeeds({ name, gateway }: Cluster): readonly Link[] {
  return [
    [actionId(name, "gateway-address"), "the address of its east-west gateway"],
    ...(gateway.service === undefined
      ? [[actionId(name, "gateway"), "the gateway that leads to istiod"] as const]
      : []),
  ];
}

/** The actions after which the Service of a host leads to an istiod. */
export function externalNeeds(context: BuildContext): readonly Link[] {
  return [
    [actionId(context.home.name, "gateway-address"), "the address of istiod"],
    [externalIstiod(context), "the istiod that completes its pods"],
  ];
}

export function exposeNeeds({ name }: Cluster): readonly Link[] {
  return [[actionId(name, "expose-control-plane"), "istiod reachable through the gateway"]];
}

/**
 * The control planes of this cluster, newest first. Nothing is rendered for one that others deliver, and it is a part of the
 * graph all the same.
 */
export function controlPlanesOf({ cluster, rendered }: BuildContext): readonly RenderedPart[] {
  const isOthers = deliveryOf(cluster, "control-plane") === "external";
  return rendered("control-plane").filter(({ objects }) => objects.length > 0 || isOthers);
}

/** Whether the istiod that serves a cluster runs in another one. */
export function isServedElsewhere({ topology, cluster: { name } }: Place): boolean {
  const primary = topology.hosts.get(name) ?? topology.controlledBy.get(name);
  return primary !== undefined && topology.istiodOf.get(primary) !== name;
}

/** istiod writes its CA into the injection webhook; until then pods of injected namespaces are refused. */
export function injectorCa(
  { mesh, facts }: BuildContext,
  { objects, revision }: RenderedPart,
): Wait {
  const injector = objects.find((object) => object.kind === "MutatingWebhookConfiguration");
  const others = facts.installed?.["control-plane"]?.injectors.find(
    (one) => one.revision === revision.name,
  );
  return {
    kind: "webhook-ca",
    configuration: "MutatingWebhookConfiguration",
    // Its name depends on the namespace and on the revision.
    name: injector?.metadata.name ?? others?.object.name ?? "istio-sidecar-injector",
    timeoutSeconds: mesh.timeouts.readySeconds,
  };
}

/** Every istiod among rendered objects; a remote has one only for injection. */
export function istiodAvailable(
  { mesh }: BuildContext,
  { objects }: RenderedPart,
): readonly Wait[] {
  return objects
    .filter((object) => object.kind === "Deployment")
    .map(({ metadata: { name } }) => ({
      kind: "deployment-available",
      namespace: mesh.istio.namespace,
      name,
      timeoutSeconds: mesh.timeouts.readySeconds,
    }));
}

/** What istiod signs with comes before istiod, where meshplan writes it. */
export function signingNeeds({ mesh, cluster }: BuildContext): readonly Link[] {
  return writesCacerts(mesh).includes(cluster)
    ? [[actionId(cluster.name, "trust"), "the CA istiod signs with"]]
    : [];
}
