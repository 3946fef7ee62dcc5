import type { Revision } from "../../mesh/model.ts";
import type { CheckContext } from "./check.ts";

/** The revisions of Istio that the file wants in a cluster. */
export function revisionsOf({
  mesh,
  cluster,
}: Pick<CheckContext, "mesh" | "cluster">): readonly Revision[] {
  return mesh.istio.revisions.filter(
    ({ clusters }) => clusters === undefined || clusters.includes(cluster.name),
  );
}

/** The name of an object that each revision has its own of. */
export function suffixed(name: string, revision: string): string {
  return revision === "" ? name : `${name}-${revision}`;
}

export function revisionText(revision: string): string {
  return revision === "" ? "no revision" : `the revision ${revision}`;
}
