import { type KubeObject, refOf, refText } from "../kube/object.ts";
import { type ActionId, actionId } from "./action.ts";
import type { ManifestRequest } from "./render-requests.ts";
import type { BuildContext, RenderedPart } from "./components/build-context.ts";
import type { Place } from "./components/component.ts";
import { COMPONENTS } from "./components/registry.ts";

/**
 * What each component writes of what was rendered for one cluster.
 *
 * Each object belongs to one action: two bodies of one field manager would take fields from each other. So objects that
 * revisions share are in the first, and some of a render are another component's.
 */
export function renderedParts(
  place: Place,
  manifests: ReadonlyMap<string, readonly KubeObject[]>,
): BuildContext["rendered"] {
  const parts = new Map<string, RenderedPart[]>();
  for (const { name: from, requests } of COMPONENTS.filter(({ on }) => on(place))) {
    const seen = new Set<string>();
    for (const { for: id, revision } of requests?.(place) ?? []) {
      const fresh = (manifests.get(id) ?? []).filter((object) => {
        const key = refText(refOf(object));
        return !seen.has(key) && seen.add(key);
      });
      const writers = fresh.map((object) => writerOf(object, from));
      for (const name of new Set([from, ...writers])) {
        const objects = fresh.filter((_, index) => writers[index] === name);
        parts.set(name, [...(parts.get(name) ?? []), { revision, objects }]);
      }
    }
  }
  return (component) => parts.get(component) ?? [];
}

/** The component that writes an object which was rendered for the component `from`. */
function writerOf(object: KubeObject, from: string): string {
  return COMPONENTS.find(({ takes }) => takes?.(object, from) === true)?.name ?? from;
}

/** The action that writes an object which was rendered for another: some of a render belong to actions of their own. */
export function homeAction(
  request: Pick<ManifestRequest, "for" | "cluster" | "component">,
  object: KubeObject,
): ActionId {
  const writer = writerOf(object, request.component);
  return writer === request.component ? request.for : actionId(request.cluster, writer);
}
