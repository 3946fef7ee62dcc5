import type { KubeObject } from "../../kube/object.ts";
import { actionId, type Wait } from "../action.ts";
import { deferSentinel, fillDeferred, SENTINEL_IPV4, SENTINEL_IPV6 } from "../deferred.ts";
import type { BuildContext, DesiredAction, DesiredObject } from "../desired.ts";
import { knownAddress } from "../known-address.ts";
import { marked } from "../marks.ts";
import { gatewayNeeds } from "./gateway-address.ts";
import { actionBase, needs, plainObject } from "./parts.ts";
import type { ComponentBuilder } from "./registry.ts";

/** istiod and what belongs to it in a primary; in a remote the profile that points to the primary's istiod. */
export const controlPlane: ComponentBuilder = (context) => [
  context.cluster.role === "primary" ? primaryControlPlane(context) : remoteProfile(context),
];

function primaryControlPlane(context: BuildContext): DesiredAction {
  const timeoutSeconds = context.mesh.timeouts.readySeconds;
  return {
    ...actionBase(context, "control-plane"),
    kind: "apply",
    needs: needs([
      actionId(context.cluster.name, "namespace"),
      context.topology.multiNetwork ? "its namespace and network label" : "its namespace",
    ]),
    objects: context.controlPlane.map((object) => plainObject(context, object)),
    waits: [
      crdsEstablished(context),
      {
        kind: "deployment-available",
        namespace: context.mesh.istio.namespace,
        name: "istiod",
        timeoutSeconds,
      },
      injectorCa(context),
      { kind: "validation-answers", namespace: context.mesh.istio.namespace, timeoutSeconds },
    ],
  };
}

function remoteProfile(context: BuildContext): DesiredAction {
  const { cluster, primary } = context;
  return {
    ...actionBase(context, "control-plane"),
    kind: "apply",
    needs: needs(
      [actionId(cluster.name, "namespace"), "its namespace and annotation"],
      ...gatewayNeeds(primary),
      [actionId(primary.name, "expose-control-plane"), "istiod reachable through the gateway"],
    ),
    objects: context.controlPlane.map((object) => withAddress(context, object)),
    waits: [crdsEstablished(context), ...localInjector(context)],
  };
}

/** With an istiod of its own a remote completes pods before the primary knows it. */
function localInjector(context: BuildContext): readonly Wait[] {
  const { cluster, mesh } = context;
  if (cluster.role !== "remote" || cluster.injector !== "local") return [];
  const timeoutSeconds = mesh.timeouts.readySeconds;
  return [
    {
      kind: "deployment-available",
      namespace: mesh.istio.namespace,
      name: "istiod",
      timeoutSeconds,
    },
  ];
}

/** Holes where the render has the sentinel; filled at once where the address is known and will not move. */
function withAddress(context: BuildContext, object: KubeObject): DesiredObject {
  // Large, and without any value of the mesh: not searched for the sentinel.
  if (object.kind === "CustomResourceDefinition") return plainObject(context, object);
  const ref = { action: actionId(context.primary.name, "gateway-address"), output: "address" };
  const holed = [SENTINEL_IPV4, SENTINEL_IPV6].reduce(
    (value, sentinel) => deferSentinel(value, sentinel, ref) as KubeObject,
    object,
  );
  const address = knownAddress(context.primary, context.factsOf(context.primary.name));
  if (holed === object || address === undefined) {
    const body = marked(holed, context.mesh);
    return holed === object ? { body, filled: body, secret: false } : { body, secret: false };
  }
  const body = marked(fillDeferred(holed, () => address) as KubeObject, context.mesh);
  return { body, filled: body, secret: false };
}

function crdsEstablished(context: BuildContext): Wait {
  const names = context.controlPlane
    .filter((object) => object.kind === "CustomResourceDefinition")
    .map((object) => object.metadata.name);
  return {
    kind: "crds-established",
    names: names.sort(),
    timeoutSeconds: context.mesh.timeouts.readySeconds,
  };
}

/** istiod writes its CA into the injection webhook; until then pods of injected namespaces are refused. */
export function injectorCa({ controlPlane: objects, mesh }: BuildContext): Wait {
  const injector = objects.find((object) => object.kind === "MutatingWebhookConfiguration");
  return {
    kind: "webhook-ca",
    configuration: "MutatingWebhookConfiguration",
    // Its name depends on the namespace and on the revision.
    name: injector?.metadata.name ?? "istio-sidecar-injector",
    timeoutSeconds: mesh.timeouts.readySeconds,
  };
}
