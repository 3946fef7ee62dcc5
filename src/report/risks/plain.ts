import { componentNamed } from "../../planner/components/named.ts";
import { type ObjectRef, refText } from "../../kube/object.ts";
import { minorOf } from "../../mesh/versions.ts";
import type { PlannedObject, UnjudgedView } from "./detector.ts";
import { PLAIN_OBJECTS } from "./plain-objects.ts";

/** The minor that the table of plain objects is of. */
export const PLAIN_MINOR = "1.31";

/** The minor that an object is of, where it is compared with nothing because no plain Istio of that minor is known. */
export function uncomparedMinor(
  view: Pick<UnjudgedView, "revisions" | "istio_version">,
  object: PlannedObject,
): string | undefined {
  const { action } = object;
  const revision = view.revisions?.find(({ name }) => name === action.revision);
  const minor = minorOf(revision?.version ?? view.istio_version);
  return isRendered(object) && minor !== PLAIN_MINOR ? minor : undefined;
}

/**
 * Tells the objects that meshplan and a plain Istio have in a mesh like this one, by kind, namespace and name; names contain
 * those of the mesh's namespace, revisions, tags and clusters.
 */
export function plainObjects(view: MeshNames): (object: ObjectRef) => boolean {
  const holes = holesOf(view);
  const known = new Set(PLAIN_OBJECTS.flatMap((pattern) => filledIn(pattern, holes)));
  return (object) => known.has(refText(object));
}

/** Whether an object comes from Istio's manifests. */
export function isRendered({ action }: PlannedObject): boolean {
  return componentNamed(action.component)?.isPlain === true;
}

/** What may stand in the holes of a text about one cluster. */
export function holesFor(view: UnjudgedView, cluster: string): Holes {
  const own = view.clusters.filter(({ name, host }) => name === cluster || host === cluster);
  const versions = [view.istio_version, ...(view.revisions ?? []).map(({ version }) => version)];
  const hosts = view.clusters.flatMap(({ webhook_host: host }) => host ?? []);
  return {
    ...holesOf(view),
    cluster: own.map(({ name }) => name),
    network: [...new Set(own.map(({ network }) => network))],
    mesh: [view.mesh],
    version: [...new Set(versions)],
    host: [...new Set(hosts)],
    address: [ANY_ADDRESS],
  };
}

/** Which address it is, is in no plan but as the address of what leads there. */
export const ANY_ADDRESS = "any address";

/** Every text of a table, for a mesh with these names. */
export function plainSet(table: readonly string[], holes: Holes): ReadonlySet<string> {
  return new Set(table.flatMap((pattern) => filledIn(pattern, holes)));
}

type MeshNames = Pick<UnjudgedView, "namespace" | "revisions" | "clusters">;
type Holes = Readonly<Record<string, readonly string[]>>;

/** What may stand in each hole of a pattern. */
export function holesOf(view: MeshNames): Holes {
  const revisions = view.revisions ?? [];
  return {
    namespace: [view.namespace],
    revision: revisions.map(({ name }) => name),
    tag: revisions.flatMap(({ tags }) => tags),
    cluster: view.clusters.map(({ name }) => name),
  };
}

/** A pattern with each of the values that its holes may have. */
export function filledIn(pattern: string, holes: Holes): readonly string[] {
  const hole = /\{(\w+)\}/.exec(pattern);
  if (hole === null) return [pattern];
  return (holes[hole[1] ?? ""] ?? []).flatMap((value) =>
    filledIn(pattern.replaceAll(hole[0], value), holes),
  );
}
