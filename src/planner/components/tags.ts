import type { Revision } from "../../mesh/model.ts";
import { type ActionId, actionId } from "../action.ts";
import type { BuildContext, ComponentBuilder } from "../build-context.ts";
import { controlPlaneId } from "./links.ts";
import { actionBase, needs, plainObject } from "./parts.ts";

/**
 * The names that stand for revisions: an injector each, and a Service that leads to the istiod of the revision.
 *
 * An action of its own: a tag that moves changes which istiod completes new pods, and nothing that either istiod reads. Beside
 * these, only the records of values of both revisions name their tags.
 */
export const tags: ComponentBuilder = (context) => {
  const { tags: tagged, mesh, cluster } = context;
  if (tagged.length === 0) return [];
  const revisions = [...new Set(tagged.map(({ revision }) => revision))];
  const injectors = tagged.filter(({ object }) => object.kind === "MutatingWebhookConfiguration");
  return [
    {
      ...actionBase(context, "tags"),
      kind: "apply",
      needs: needs(
        ...revisions.map((revision) => before(context, revision)),
        ...(cluster.role === "remote"
          ? [[actionId(cluster.name, "attached"), "the istiod that answers for them"] as const]
          : []),
      ),
      objects: tagged.map(({ object }) => plainObject(context, object)),
      waits: injectors.map(({ object }) => ({
        kind: "webhook-ca",
        configuration: "MutatingWebhookConfiguration",
        name: object.metadata.name,
        timeoutSeconds: mesh.timeouts.readySeconds,
      })),
    },
  ];
};

function before({ cluster }: BuildContext, revision: Revision): readonly [ActionId, string] {
  return [controlPlaneId(cluster.name, revision), "the revision they point to"];
}
