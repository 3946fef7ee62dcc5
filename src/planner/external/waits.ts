import type { Deliverable } from "../../mesh/delivery.ts";
import type { Mesh } from "../../mesh/model.ts";
import type { Wait } from "../action.ts";
import type { BuildContext } from "../build-context.ts";
import type { DesiredAction } from "../desired-action.ts";
import { GATEWAY_NAME, INGRESS_NAME } from "../names.ts";
import type { Installed, InstalledIstiod } from "../installed.ts";

/**
 * What others delivered has to be ready, too, before something is built on it: the waits for meshplan's own hold as far as
 * what is there has such a thing.
 */
export function externalWaits(
  { mesh, facts: { installed = {} } }: BuildContext,
  action: DesiredAction,
  component: Deliverable,
): readonly Wait[] {
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
  const place = { namespace, timeoutSeconds: 0 };
  const isRemote = clusters.find(({ name }) => name === cluster)?.role === "remote";
  switch (component) {
    case "control-plane":
      return isRemote ? [] : [{ kind: "deployment-available", name: "istiod", ...place }];
    case "gateway":
      return [{ kind: "deployment-available", name: GATEWAY_NAME, ...place }];
    case "ingress":
      return [{ kind: "deployment-available", name: INGRESS_NAME, ...place }];
    case "gateway-address":
      return [{ kind: "load-balancer-address", name: GATEWAY_NAME, ...place }];
    default:
      return [];
  }
}

/** The istiod that an action is about; another revision, on its way in or out, has nothing to do with it. */
export function istiodsOf(
  { revision = "" }: DesiredAction,
  installed: Installed,
): readonly InstalledIstiod[] {
  const { istiods = [] } = installed["control-plane"] ?? {};
  return istiods.filter((one) => one.revision === revision);
}

function holds(wait: Wait, installed: Installed, component: Deliverable): boolean {
  switch (wait.kind) {
    case "load-balancer-address":
      return installed["gateway-address"]?.some(({ type }) => type === "LoadBalancer") === true;
    case "deployment-available": {
      const found = installed[component] ?? [];
      return (
        "some" in found &&
        found.some(({ object }) => object.name === wait.name && object.kind === "Deployment")
      );
    }
    // Others may have a validator of another name, or none.
    case "validation-answers":
      return false;
    default:
      return true;
  }
}
