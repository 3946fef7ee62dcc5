import type { Mesh } from "../../../mesh/model.ts";
import type { Wait } from "../../action.ts";
import type { BuildContext } from "../build-context.ts";
import type { DesiredAction } from "../../desired-action.ts";
import { componentNamed } from "../named.ts";
import { foundObjects, type Installed, type InstalledIstiod } from "../../installed.ts";

/**
 * What others delivered has to be ready, too, before something is built on it: the waits for meshplan's own hold as far as
 * what is there has such a thing.
 */
export function externalWaits(
  { mesh, facts: { installed = {} } }: BuildContext,
  action: DesiredAction,
): readonly Wait[] {
  const { component } = action;
  const { namespace } = mesh.istio;
  const istiods = component === "control-plane" ? istiodsOf(action, installed) : [];
  return [
    ...istiods.map(({ object: { name } }): Wait => {
      const timeoutSeconds = mesh.timeouts.readySeconds;
      return { kind: "deployment-available", namespace, name, timeoutSeconds };
    }),
    ...action.waits.filter((wait) => holds(wait, installed, component)),
  ];
}

/** What `externalWaits` may give once it is known what others installed. */
export function possibleWaits(
  { clusters, istio: { namespace } }: Mesh,
  { cluster, component, delivery }: DesiredAction,
): readonly Wait[] {
  if (delivery?.mode !== "external") return [];
  const role = clusters.find(({ name }) => name === cluster)?.role ?? "primary";
  const waits = componentNamed(component)?.delivery?.waits?.(role) ?? [];
  return waits.map((wait) => ({ ...wait, namespace, timeoutSeconds: 0 }));
}

/** The istiod that an action is about; another revision, on its way in or out, has nothing to do with it. */
export function istiodsOf(
  { revision = "" }: DesiredAction,
  installed: Installed,
): readonly InstalledIstiod[] {
  const { istiods = [] } = installed["control-plane"] ?? {};
  return istiods.filter((one) => one.revision === revision);
}

function holds(wait: Wait, installed: Installed, component: string): boolean {
  switch (wait.kind) {
    case "load-balancer-address":
      return installed["gateway-address"]?.some(({ type }) => type === "LoadBalancer") === true;
    case "deployment-available":
      return foundObjects(installed, component).some(
        ({ object }) => object.name === wait.name && object.kind === "Deployment",
      );
    // Others may have a validator of another name, or none.
    case "validation-answers":
      return false;
    default:
      return true;
  }
}
