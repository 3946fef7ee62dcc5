import type { Cluster, ClusterName, Mesh, Revision } from "../../mesh/model.ts";
import { revisionsOf } from "../../mesh/revisions.ts";
import { type ActionId, actionId, type Wait } from "../action.ts";
import type { BuildContext, RenderedControlPlane } from "../desired.ts";

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

/** The actions after which a cluster's gateway leads somewhere. */
export function gatewayNeeds({ name, gateway }: Cluster): readonly Link[] {
  return [
    [actionId(name, "gateway-address"), "the address of its east-west gateway"],
    ...(gateway.service === undefined
      ? [[actionId(name, "gateway"), "the gateway that leads to istiod"] as const]
      : []),
  ];
}

export function exposeNeeds({ name }: Cluster): readonly Link[] {
  return [[actionId(name, "expose-control-plane"), "istiod reachable through the gateway"]];
}

/** istiod writes its CA into the injection webhook; until then pods of injected namespaces are refused. */
export function injectorCa({ mesh }: BuildContext, { objects }: RenderedControlPlane): Wait {
  const injector = objects.find((object) => object.kind === "MutatingWebhookConfiguration");
  return {
    kind: "webhook-ca",
    configuration: "MutatingWebhookConfiguration",
    // Its name depends on the namespace and on the revision.
    name: injector?.metadata.name ?? "istio-sidecar-injector",
    timeoutSeconds: mesh.timeouts.readySeconds,
  };
}
