import { actionId } from "../action.ts";
import { injectorCa } from "./links.ts";
import { actionBase, needs } from "./parts.ts";
import type { ComponentBuilder } from "./registry.ts";

/** The point at which the primary's istiod manages a remote: its injector has a CA and its namespaces the root certificate. */
export const attached: ComponentBuilder = (context) => {
  const { cluster, primary } = context;
  if (cluster.role !== "remote") return [];
  const timeoutSeconds = context.mesh.timeouts.readySeconds;
  return [
    {
      ...actionBase(context, "attached"),
      kind: "wait",
      needs: needs([
        actionId(primary.name, "remote-secret", cluster.name),
        "istiod reading this cluster",
      ]),
      waits: [
        ...context.controlPlanes.map((rendered) => injectorCa(context, rendered)),
        { kind: "root-certificate", namespace: context.mesh.istio.namespace, timeoutSeconds },
      ],
    },
  ];
};
