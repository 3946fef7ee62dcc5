import type { Component } from "../component.ts";
import type { DesiredAction } from "../../desired-action.ts";
import { type ActionId, actionId } from "../../action.ts";
import type { BuildContext } from "../build-context.ts";
import { definitionsToWrite } from "./definitions.ts";
import { actionBase, plainObject } from "../parts.ts";

/**
 * The CustomResourceDefinitions of the Gateway API, from which istiod makes the east-west gateways of an ambient mesh.
 * There is no such action where somebody else has installed them: then they are theirs.
 */
export const gatewayApi: Component = {
  name: "gateway-api",
  purpose:
    "Defines the kinds of the Gateway API, from which istiod makes the east-west gateways of an ambient mesh. Definitions that others installed are left to them.",
  on: ({ mesh }) => mesh.mode === "ambient",
  isPlain: true,
  delivery: {
    order: 20,
    expects: () => [
      [
        {
          apiVersion: "apiextensions.k8s.io/v1",
          kind: "CustomResourceDefinition",
          name: "gateways.gateway.networking.k8s.io",
        },
      ],
    ],
  },
  build,
};

function build(context: BuildContext): readonly DesiredAction[] {
  const definitions = definitionsToWrite(context.gatewayApi, context.facts.gatewayApi ?? []);
  if (definitions.length === 0) return [];
  return [
    {
      ...actionBase(context, "gateway-api"),
      kind: "apply",
      objects: definitions.map((object) => plainObject(context, object)),
      waits: [
        {
          kind: "crds-established",
          names: definitions.map((object) => object.metadata.name).sort(),
          timeoutSeconds: context.mesh.timeouts.readySeconds,
        },
      ],
    },
  ];
}

/** A need for the definitions, where this mesh brings them. */
export function needsGatewayApi(
  context: BuildContext,
  reason: string,
): readonly (readonly [ActionId, string])[] {
  return build(context).map(({ cluster }) => [actionId(cluster, "gateway-api"), reason]);
}
