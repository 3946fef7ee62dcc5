import type { Json } from "../kube/object.ts";
import { deliveryOf } from "../mesh/delivery.ts";
import type { BuildContext } from "./components/build-context.ts";
import type { DesiredAction } from "./desired-action.ts";
import { hashOf } from "./digest.ts";
import { controlPlanesOf } from "./components/links.ts";
import { componentNamed } from "./components/named.ts";
import { externalWaits, istiodsOf } from "./components/installed/waits.ts";
import { foundObjects, type Installed, type InstalledObject } from "./installed.ts";

/**
 * The action as the file wants its component delivered: written by meshplan, or a point at which meshplan waits for others.
 *
 * It keeps its id, its needs and what it hands out, so the graph is whole whoever delivers what.
 */
export function delivered(action: DesiredAction, context: BuildContext): DesiredAction {
  const { delivery } = componentNamed(action.component) ?? {};
  if (delivery === undefined || action.kind !== "apply") return action;
  switch (deliveryOf(context.cluster, action.component)) {
    case "apply":
      return action;
    case "render":
      return {
        ...action,
        kind: "wait",
        delivery: {
          mode: "render",
          file: renderedFile(action, delivery.order, context),
          timeoutSeconds: context.mesh.timeouts.readySeconds,
        },
      };
    case "external":
      return external(action, context);
  }
}

function external(action: DesiredAction, context: BuildContext): DesiredAction {
  const { component } = action;
  const waits = externalWaits(context, action);
  const { installed = {} } = context.facts;
  const by = delivererOf(action, installed);
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
  return hashOf((installed[component] ?? null) as unknown as Json);
}

function delivererOf(action: DesiredAction, installed: Installed): string | undefined {
  const { pointers = [] } = installed["control-plane"] ?? {};
  const objects: readonly InstalledObject[] =
    action.component === "control-plane"
      ? [...istiodsOf(action, installed), ...pointers]
      : foundObjects(installed, action.component);
  return objects.find(({ by }) => by !== undefined)?.by;
}

/**
 * `cluster2/30-control-plane.yaml`: in the order of their names, the files of a cluster can be applied one after the other.
 * The newest of several revisions comes first, because it has what they share.
 */
function renderedFile(
  { cluster, component, revision }: DesiredAction,
  order: number,
  context: BuildContext,
): string {
  if (revision === undefined) return `${cluster}/${order}-${component}.yaml`;
  const index = controlPlanesOf(context).findIndex((one) => one.revision.name === revision);
  return `${cluster}/${order + index}-${component}-${revision}.yaml`;
}
