import type { Deliverable } from "../../mesh/delivery.ts";
import type { Wait } from "../action.ts";
import type { BuildContext } from "../desired.ts";
import type { Installed, InstalledIstiod } from "../installed.ts";
import { revisionsOf, suffixed } from "./revisions.ts";

/**
 * What others delivered has to be ready, too, before something is built on it. `own` are the waits for meshplan's own: they
 * hold as far as what is there has such a thing.
 */
export function externalWaits(
  context: BuildContext,
  component: Deliverable,
  own: readonly Wait[],
): readonly Wait[] {
  const { installed = {} } = context.facts;
  if (component === "control-plane")
    return istiodsOf(context, installed).flatMap((istiod) => istiodWaits(context, istiod));
  return own.filter((wait) => {
    if (wait.kind === "load-balancer-address")
      return installed["gateway-address"]?.some(({ type }) => type === "LoadBalancer") === true;
    if (wait.kind !== "deployment-available") return true;
    const found = installed[component] ?? [];
    return (
      "some" in found &&
      found.some(({ object }) => object.kind === "Deployment" && object.name === wait.name)
    );
  });
}

/** The istiods of the file's revisions; another one, on its way in or out, is nobody's business here. */
export function istiodsOf(
  context: Pick<BuildContext, "mesh" | "cluster">,
  installed: Installed,
): readonly InstalledIstiod[] {
  const wanted = new Set(revisionsOf(context).map(({ name }) => name));
  return (installed["control-plane"]?.istiods ?? []).filter(({ revision }) => wanted.has(revision));
}

function istiodWaits({ mesh }: BuildContext, istiod: InstalledIstiod): readonly Wait[] {
  const timeoutSeconds = mesh.timeouts.readySeconds;
  const { namespace } = mesh.istio;
  return [
    { kind: "deployment-available", namespace, name: istiod.object.name, timeoutSeconds },
    {
      kind: "webhook-ca",
      configuration: "MutatingWebhookConfiguration",
      name: suffixed("istio-sidecar-injector", istiod.revision),
      timeoutSeconds,
    },
  ];
}
