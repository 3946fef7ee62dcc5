import { type ObjectRef, refText } from "../../kube/object.ts";
import type { UnjudgedView } from "./detector.ts";
import { PLAIN_OBJECTS } from "./plain-objects.ts";

/** The minor that the table of plain objects is of. */
export const PLAIN_MINOR = "1.31";

/**
 * Tells the objects that meshplan and a plain Istio have in a mesh like this one, by kind, namespace and name; names contain
 * those of the mesh's namespace, revisions, tags and clusters.
 */
export function plainObjects(
  view: Pick<UnjudgedView, "namespace" | "revisions" | "clusters">,
): (object: ObjectRef) => boolean {
  const revisions = view.revisions ?? [];
  const fill: Readonly<Record<string, readonly string[]>> = {
    namespace: [view.namespace],
    revision: revisions.map(({ name }) => name),
    tag: revisions.flatMap(({ tags }) => tags),
    cluster: view.clusters.map(({ name }) => name),
  };
  const known = new Set(PLAIN_OBJECTS.flatMap((pattern) => filled(pattern, fill)));
  return (object) => known.has(refText(object));
}

function filled(
  pattern: string,
  fill: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const hole = /\{(\w+)\}/.exec(pattern);
  if (hole === null) return [pattern];
  return (fill[hole[1] ?? ""] ?? []).flatMap((value) =>
    filled(pattern.replaceAll(hole[0], value), fill),
  );
}
