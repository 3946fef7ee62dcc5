import type { Component } from "../component.ts";
import type { DesiredAction } from "../../desired-action.ts";
import { actionId, type Need, type Wait } from "../../action.ts";
import type { BuildContext } from "../build-context.ts";
import { controlPlanesOf, injectorCa, isServedElsewhere, istiodNeeds } from "../links.ts";
import { actionBase, needs } from "../parts.ts";

/**
 * The point at which an istiod elsewhere manages a cluster: its injectors have a CA and its namespaces the root certificate;
 * where that istiod checks configuration, it answers.
 */
export const attached: Component = {
  name: "attached",
  purpose:
    "Writes nothing: waits until an istiod elsewhere serves this cluster, so that what follows starts with a working mesh.",
  on: isServedElsewhere,
  build,
};

function build(context: BuildContext): readonly DesiredAction[] {
  const { cluster, mesh } = context;
  return [
    {
      ...actionBase(context, "attached"),
      kind: "wait",
      needs: attachedNeeds(context),
      waits: [
        ...controlPlanesOf(context).map((rendered) => injectorCa(context, rendered)),
        {
          kind: "root-certificate",
          namespace: mesh.istio.namespace,
          timeoutSeconds: mesh.timeouts.readySeconds,
        },
        ...(cluster.role === "primary" ? [validationAnswers(context)] : []),
      ],
    },
  ];
}

function attachedNeeds(context: BuildContext): readonly Need[] {
  const { cluster, home } = context;
  return cluster.role === "primary"
    ? needs(...istiodNeeds(context, "the istiod that serves this cluster"), [
        actionId(home.name, "gateway-address"),
        "the way to that istiod",
      ])
    : needs([actionId(home.name, "remote-secret", cluster.name), "istiod reading this cluster"]);
}

function validationAnswers({ mesh }: BuildContext): Wait {
  return {
    kind: "validation-answers",
    namespace: mesh.istio.namespace,
    deployment: "istiod",
    revision: "default",
    timeoutSeconds: mesh.timeouts.readySeconds,
  };
}
