import type { Json } from "../kube/object.ts";
import { DELIVERABLE, type Deliverable, deliveryOf } from "../mesh/delivery.ts";
import type { Mesh } from "../mesh/model.ts";
import type { BuildContext } from "./build-context.ts";
import type { DesiredAction } from "./desired-action.ts";
import { hashOf } from "./digest.ts";
import { externalWaits, istiodsOf } from "./external/waits.ts";
import type { Installed, InstalledObject } from "./installed.ts";
import type { ManifestRequest } from "./operators/requests.ts";

/**
 * The action as the file wants its component delivered: written by meshplan, or a point at which meshplan waits for others.
 *
 * It keeps its id, its needs and what it hands out, so the graph is whole whoever delivers what.
 */
export function delivered(action: DesiredAction, context: BuildContext): DesiredAction {
  const component = DELIVERABLE.find((one) => one === action.component);
  if (component === undefined || action.kind !== "apply") return action;
  switch (deliveryOf(context.cluster, component)) {
    case "apply":
      return action;
    case "render":
      return {
        ...action,
        kind: "wait",
        delivery: {
          mode: "render",
          file: renderedFile(action, component, context),
          timeoutSeconds: context.mesh.timeouts.readySeconds,
        },
      };
    case "external":
      return external(action, context, component);
  }
}

/** What has to be rendered: nothing of the components that others own. */
export function withoutOthers(
  mesh: Pick<Mesh, "clusters">,
  requests: readonly ManifestRequest[],
): readonly ManifestRequest[] {
  return requests.filter(({ for: id }) => {
    const [name, component = ""] = id.replace(/@.*/, "").split("/");
    const cluster = mesh.clusters.find((one) => one.name === name);
    return cluster === undefined || deliveryOf(cluster, component) !== "external";
  });
}

function external(
  action: DesiredAction,
  context: BuildContext,
  component: Deliverable,
): DesiredAction {
  const waits = externalWaits(context, action, component);
  const { installed = {} } = context.facts;
  const by = delivererOf(action, installed, component);
  return {
    ...action,
    kind: "wait",
    objects: [],
    waits,
    provides: waits.some(({ kind }) => kind === "load-balancer-address") ? action.provides : [],
    delivery: {
      mode: "external",
      ...(by === undefined ? {} : { by }),
      seen: seenHash(installed, component),
    },
  };
}

/** What was found of a component: another hash means that the check has to be made again. */
export function seenHash(installed: Installed, component: string): string {
  const found = DELIVERABLE.find((one) => one === component);
  return hashOf(((found && installed[found]) ?? null) as unknown as Json);
}

function delivererOf(
  action: DesiredAction,
  installed: Installed,
  component: Deliverable,
): string | undefined {
  const { pointers = [] } = installed["control-plane"] ?? {};
  const objects: readonly InstalledObject[] =
    component === "control-plane"
      ? [...istiodsOf(action, installed), ...pointers]
      : (installed[component] ?? []);
  return objects.find(({ by }) => by !== undefined)?.by;
}

/** Tens leave room for files of the user's own between them. */
const ORDER: { readonly [C in Deliverable]: number } = {
  namespace: 10,
  "gateway-api": 20,
  "control-plane": 30,
  cni: 40,
  ztunnel: 50,
  "gateway-address": 60,
  gateway: 70,
  ingress: 80,
  "expose-control-plane": 90,
  "expose-services": 91,
  tags: 95,
};

/**
 * `cluster2/30-control-plane.yaml`: in the order of their names, the files of a cluster can be applied one after the other.
 * Of several revisions the newest comes first, because it has what they share.
 */
function renderedFile(
  { cluster, component: name, revision }: DesiredAction,
  component: Deliverable,
  { controlPlanes }: BuildContext,
): string {
  if (revision === undefined) return `${cluster}/${ORDER[component]}-${name}.yaml`;
  const index = controlPlanes.findIndex((one) => one.revision.name === revision);
  return `${cluster}/${ORDER[component] + index}-${name}-${revision}.yaml`;
}
