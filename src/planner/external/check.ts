import type { CheckContext } from "./check-context.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Deliverable } from "../../mesh/delivery.ts";
import type { Installed } from "../installed.ts";
import { externalComponents } from "./components.ts";
import { checkControlPlane } from "./control-plane.ts";
import { checkExisting } from "./existing.ts";
import { checkGateway } from "./gateway.ts";
import { checkNamespace } from "./namespace.ts";
import { checkTags } from "./tags.ts";

type Check<C extends Deliverable> = (
  context: CheckContext,
  found: NonNullable<Installed[C]>,
  component: C,
) => readonly Diagnostic[];

const CHECKS: { readonly [C in Deliverable]: Check<C> } = {
  namespace: checkNamespace,
  "control-plane": checkControlPlane,
  "gateway-address": checkGateway,
  "gateway-api": checkExisting,
  cni: checkExisting,
  ztunnel: checkExisting,
  gateway: checkExisting,
  ingress: checkExisting,
  "expose-control-plane": checkExisting,
  "expose-services": checkExisting,
  tags: checkTags,
};

/** Whether what others deliver into a cluster is what the mesh needs; everything that is not, with what to ask for. */
export function checkInstalled(context: CheckContext, installed: Installed): readonly Diagnostic[] {
  const { mesh, topology, cluster } = context;
  return externalComponents(mesh, topology, cluster).flatMap((component) =>
    checkOne(component, context, installed),
  );
}

function checkOne<C extends Deliverable>(
  component: C,
  context: CheckContext,
  installed: Pick<Installed, C>,
): readonly Diagnostic[] {
  const check: Check<C> = CHECKS[component];
  const found = installed[component];
  // What may not be read is reported as a missing right, and nothing is concluded from it.
  return found === undefined ? [] : check(context, found, component);
}
