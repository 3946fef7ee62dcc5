import type { KubeObject } from "../../../kube/object.ts";
import type { Component } from "../component.ts";
import { checkTags } from "./installed.ts";
import type { DesiredAction } from "../../desired-action.ts";
import type { Revision } from "../../../mesh/model.ts";
import { type ActionId, actionId } from "../../action.ts";
import type { BuildContext } from "../build-context.ts";
import { controlPlaneId } from "../links.ts";
import { actionBase, needs, plainObject } from "../parts.ts";

/**
 * The names that stand for revisions: an injector each, and a Service that leads to the istiod of the revision.
 *
 * An action of its own: a tag that moves changes which istiod completes new pods, and nothing that either istiod reads. Beside
 * these, only the records of values of both revisions name their tags.
 */
export const tags: Component = {
  name: "tags",
  purpose:
    "Points names to revisions: workloads that name a tag get the injector of the revision behind it, so an upgrade moves the tag and not the workloads.",
  on: ({ mesh }) => Object.keys(mesh.istio.tags).length > 0,
  takes: isTag,
  isPlain: true,
  delivery: { order: 95, check: (context, { tags: found = [] }) => checkTags(context, found) },
  build,
};

function build(context: BuildContext): readonly DesiredAction[] {
  const { mesh, cluster } = context;
  const tagged = context
    .rendered("tags")
    .flatMap(({ revision, objects }) => objects.map((object) => ({ revision, object })));
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
}

function isTag({ metadata }: KubeObject): boolean {
  return metadata.labels?.["istio.io/tag"] !== undefined;
}

function before({ cluster }: BuildContext, revision: Revision): readonly [ActionId, string] {
  return [controlPlaneId(cluster.name, revision), "the revision they point to"];
}
