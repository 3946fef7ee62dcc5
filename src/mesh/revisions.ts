import type { Cluster, ClusterName, Mesh, Revision } from "./model.ts";

/** The control planes of a cluster, newest first; for a remote, those of its primary that it uses. */
export function revisionsOf(mesh: Mesh, cluster: ClusterName): readonly Revision[] {
  return mesh.istio.revisions.filter(
    ({ clusters }) => clusters === undefined || clusters.includes(cluster),
  );
}

/**
 * The revision that completes the pods of a cluster's gateways: the one with the tag `default`, or the only one.
 *
 * Undefined where there are several and none is the default; the rules refuse that.
 */
export function gatewayRevision(mesh: Mesh, cluster: Cluster): Revision | undefined {
  const revisions = revisionsOf(mesh, cluster.name);
  const tagged = mesh.istio.tags["default"];
  const found = revisions.find(({ name }) => name === tagged);
  return found ?? (revisions.length === 1 ? revisions[0] : undefined);
}

/** The tags that point to a revision, sorted. */
export function tagsOf(mesh: Mesh, revision: Revision): readonly string[] {
  return Object.entries(mesh.istio.tags)
    .filter(([, name]) => name === revision.name)
    .map(([tag]) => tag)
    .sort();
}
