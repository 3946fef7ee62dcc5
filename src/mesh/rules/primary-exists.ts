import { closest } from "../../util/closest.ts";
import type { Cluster, RemoteCluster } from "../model.ts";
import { nameText } from "../name-text.ts";
import { fieldSpan } from "./field-span.ts";
import type { Rule } from "./rule.ts";

/** A suggestion compares with every primary; nobody reads more of them. */
const MOST_COMPARED = 100;
const PLAIN_ADVICE = "name a cluster of this file that has no `primary` itself";

/** MP0402: a remote has nothing to connect to unless its primary is in the mesh. */
export const primaryExists: Rule = (mesh) => {
  const names = new Set(mesh.clusters.map((cluster) => cluster.name));
  return mesh.clusters
    .filter((cluster): cluster is RemoteCluster => cluster.role === "remote")
    .filter((cluster) => !names.has(cluster.primary))
    .map((cluster, index) => ({
      code: "MP0402",
      message: `the primary ${nameText(cluster.primary)} of cluster ${nameText(cluster.name)} does not exist`,
      help: index < MOST_COMPARED ? advice(cluster, mesh.clusters) : PLAIN_ADVICE,
      at: fieldSpan(cluster, "primary"),
    }));
};

function advice(remote: RemoteCluster, clusters: readonly Cluster[]): string {
  const candidates = clusters
    .filter(({ role }) => role === "primary")
    .map(({ name }) => nameText(name));
  const meant = closest(remote.primary, candidates);
  if (meant !== undefined) return `did you mean \`${meant}\`?`;
  if (candidates.length === 0) return PLAIN_ADVICE;
  const shown = candidates.slice(0, 5).join(", ");
  return `name one of the primaries: ${shown}${candidates.length > 5 ? ", …" : ""}`;
}
