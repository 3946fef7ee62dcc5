import { type ActionId, actionId } from "../action.ts";
import type { BuildContext, ComponentBuilder } from "../build-context.ts";
import { definitionsToWrite } from "../gateway-api.ts";
import { actionBase, plainObject } from "./parts.ts";

/**
 * The CustomResourceDefinitions of the Gateway API, from which istiod makes the east-west gateways of an ambient mesh.
 * Where somebody else has installed them they are theirs: there is no such action.
 */
export const gatewayApi: ComponentBuilder = (context) => {
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
};

/** A need for the definitions, where this mesh brings them. */
export function needsGatewayApi(
  context: BuildContext,
  reason: string,
): readonly (readonly [ActionId, string])[] {
  return gatewayApi(context).map(({ cluster }) => [actionId(cluster, "gateway-api"), reason]);
}
