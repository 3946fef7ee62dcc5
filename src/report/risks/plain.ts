import { componentNamed } from "../../planner/components/named.ts";
import { type ObjectRef, refText } from "../../kube/object.ts";
import { minorOf } from "../../mesh/versions.ts";
import type { PlannedObject, UnjudgedView } from "./detector.ts";
import { OWN_OBJECTS } from "./own-objects.ts";
import { ANY_ADDRESS, filledIn, type Holes } from "./plain/holes.ts";
import { PLAIN_MINOR, PLAIN_NAMES } from "./plain/table.ts";

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
export function plainObjects(
  view: MeshNames,
  by: "meshplan" | "renderer",
): (object: ObjectRef) => boolean {
  const holes = holesOf(view);
  const names = by === "meshplan" ? OWN_OBJECTS : PLAIN_NAMES;
  const known = new Set(names.flatMap((pattern) => filledIn(pattern, holes)));
  return (object) => known.has(refText(object));
}

/** Whether meshplan makes an object itself: with its own names a renderer would write what nobody looks into. */
export const isOwn = ({ action }: PlannedObject): boolean =>
  componentNamed(action.component)?.isPlain !== true || action.component === "gateway-api";

/** Whether an object comes from Istio's manifests. */
export function isRendered({ action }: PlannedObject): boolean {
  return componentNamed(action.component)?.isPlain === true;
}

/** The revision that an object belongs to: its action's, or the one that the tag in its name points to. */
export function revisionOf(
  { namespace, revisions = [] }: Pick<UnjudgedView, "namespace" | "revisions">,
  { action, change }: PlannedObject,
): string | undefined {
  const isOf = (tag: string): boolean =>
    [`istio-revision-tag-${tag}`, `istiod-revision-tag-${tag}`].some(
      (name) => change.object.name === name || change.object.name === `${name}-${namespace}`,
    );
  return action.revision ?? revisions.find(({ tags }) => tags.some(isOf))?.name;
}

/** What may stand in the holes of a text about one cluster; of an object of one revision, no name of another. */
export function holesFor(view: UnjudgedView, cluster: string, revision?: string): Holes {
  const own = view.clusters.filter(({ name, host }) => name === cluster || host === cluster);
  // An istiod for another cluster has that one's name.
  const served = own.filter(({ host }) => host === cluster);
  const revisions = view.revisions ?? [];
  const ofRevision = revisions.filter(({ name }) => name === revision);
  const versions =
    ofRevision.length > 0
      ? ofRevision.map(({ version }) => version)
      : [view.istio_version, ...revisions.map(({ version }) => version)];
  const hosts = view.clusters.flatMap(({ webhook_host: host }) => host ?? []);
  return {
    ...holesOf({
      ...view,
      revisions: revisions.filter(({ name }) => (revision ?? name) === name),
    }),
    cluster: (served.length > 0 ? served : own).map(({ name }) => name),
    network: [...new Set(own.flatMap(({ network }) => network || []))],
    mesh: [view.mesh],
    version: [...new Set(versions)],
    host: [...new Set(hosts)],
    address: [ANY_ADDRESS],
  };
}

type MeshNames = Pick<UnjudgedView, "namespace" | "revisions" | "clusters">;

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
