import { desiredObject, type DesiredObject } from "../../desired-object.ts";
import type { KubeObject } from "../../../kube/object.ts";
import { hostNameOf } from "../../../mesh/host-name.ts";
import { type ActionId, actionId, type Wait } from "../../action.ts";
import { deferSentinel, fillDeferred, SENTINEL_IPV4, SENTINEL_IPV6 } from "../../deferred.ts";
import type { BuildContext, RenderedPart } from "../build-context.ts";
import type { DesiredAction } from "../../desired-action.ts";
import { addressesInUse, knownAddress } from "../../known-address.ts";
import { marked } from "../../marks.ts";
import { externalControlPlane } from "./external-istiod.ts";
import { needsGatewayApi } from "../gateway-api/component.ts";
import {
  controlPlaneId,
  controlPlanesOf,
  exposeNeeds,
  externalNeeds,
  gatewayNeeds,
  injectorCa,
  istiodAvailable,
  signingNeeds,
} from "../links.ts";
import { actionBase, needs, plainObject } from "../parts.ts";

/** One action a revision. */
export function buildControlPlanes(context: BuildContext): readonly DesiredAction[] {
  const { cluster, home } = context;
  return controlPlanesOf(context).map((rendered) => {
    if (cluster.role === "host") return externalControlPlane(context, rendered);
    if (cluster.role === "remote") return remoteProfile(context, rendered);
    return cluster === home
      ? primaryControlPlane(context, rendered)
      : configProfile(context, rendered);
  });
}

function primaryControlPlane(context: BuildContext, rendered: RenderedPart): DesiredAction {
  const { mesh, cluster, topology } = context;
  const { namespace } = mesh.istio;
  const timeoutSeconds = mesh.timeouts.readySeconds;
  const { name } = rendered.revision;
  return {
    ...revisionBase(context, rendered),
    kind: "apply",
    needs: needs(
      [
        actionId(cluster.name, "namespace"),
        topology.multiNetwork ? "its namespace and network label" : "its namespace",
      ],
      ...needsGatewayApi(context, "the kinds whose classes istiod names"),
      ...signingNeeds(context),
      ...afterTheFirst(context, rendered),
    ),
    objects: rendered.objects.map((object) => plainObject(context, object)),
    waits: [
      ...crdsEstablished(context, rendered),
      ...istiodAvailable(context, rendered),
      injectorCa(context, rendered),
      {
        kind: "validation-answers",
        namespace,
        deployment: name === "" ? "istiod" : `istiod-${name}`,
        revision: name === "" ? "default" : name,
        timeoutSeconds,
      },
    ],
  };
}

/** The primary of an external control plane: before its istiod starts, the rights by which that acts here. */
function configProfile(context: BuildContext, rendered: RenderedPart): DesiredAction {
  const { cluster, home } = context;
  const address = [actionId(home.name, "gateway-address"), "the address of istiod"] as const;
  return {
    ...revisionBase(context, rendered),
    kind: "apply",
    needs: needs(
      [actionId(cluster.name, "namespace"), "its namespace"],
      ...(hostNameOf(home) === undefined ? [address] : []),
    ),
    objects: rendered.objects.map((object) => withAddress(context, object)),
    waits: [...crdsEstablished(context, rendered)],
  };
}

function remoteProfile(context: BuildContext, rendered: RenderedPart): DesiredAction {
  const { cluster, home } = context;
  return {
    ...revisionBase(context, rendered),
    kind: "apply",
    needs: needs(
      [actionId(cluster.name, "namespace"), "its namespace and annotation"],
      ...(home.role === "host"
        ? externalNeeds(context)
        : [...gatewayNeeds(home), ...exposeNeeds(home)]),
      ...signingNeeds(context),
      ...afterTheFirst(context, rendered),
    ),
    objects: rendered.objects.map((object) => withAddress(context, object)),
    // A remote with an istiod of its own completes pods before the primary knows it.
    waits: [...crdsEstablished(context, rendered), ...istiodAvailable(context, rendered)],
  };
}

function revisionBase(context: BuildContext, { revision }: RenderedPart) {
  const base = actionBase(context, "control-plane");
  if (revision.name === "") return base;
  return {
    ...base,
    id: controlPlaneId(context.cluster.name, revision),
    revision: revision.name,
  };
}

/** What revisions share belongs to the newest. */
function afterTheFirst(
  context: BuildContext,
  rendered: RenderedPart,
): readonly (readonly [ActionId, string])[] {
  const { cluster } = context;
  const [first] = controlPlanesOf(context);
  return first === undefined || first === rendered
    ? []
    : [
        [
          controlPlaneId(cluster.name, first.revision),
          "the CRDs and accounts of the newest revision",
        ],
      ];
}

/** Holes where the render has the sentinel; filled at once where the address is known and will not move. */
function withAddress(context: BuildContext, object: KubeObject): DesiredObject {
  // Large, and without any value of the mesh: not searched for the sentinel.
  if (object.kind === "CustomResourceDefinition") return plainObject(context, object);
  const { home } = context;
  const ref = { action: actionId(home.name, "gateway-address"), output: "address" };
  const holed = [SENTINEL_IPV4, SENTINEL_IPV6].reduce(
    (value, sentinel) => deferSentinel(value, sentinel, ref) as KubeObject,
    object,
  );
  const inUse = addressesInUse(home.name, context.topology, context.factsOf);
  const address = knownAddress(home, context.factsOf(home.name), inUse);
  const known = address === undefined ? holed : fillDeferred(holed, () => address);
  return desiredObject(marked(known as KubeObject, context.mesh));
}

function crdsEstablished(context: BuildContext, { objects }: RenderedPart): readonly Wait[] {
  const names = objects
    .filter((object) => object.kind === "CustomResourceDefinition")
    .map((object) => object.metadata.name)
    .sort();
  const timeoutSeconds = context.mesh.timeouts.readySeconds;
  return names.length === 0 ? [] : [{ kind: "crds-established", names, timeoutSeconds }];
}
