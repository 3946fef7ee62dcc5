import type { ClusterName, Mesh } from "../mesh/model.ts";
import type { Topology } from "../mesh/topology.ts";
import { ownedObjects } from "../observe/owned.ts";
import type { DesiredAction } from "../planner/desired-action.ts";
import type { ReachableFacts } from "../planner/facts.ts";
import { leftoversOf } from "../planner/leftovers.ts";
import { partOf } from "../planner/marks.ts";
import type { Plan } from "../planner/plan.ts";
import type { ClusterReader } from "../ports.ts";

interface LeftoversSearch {
  readonly mesh: Mesh;
  readonly topology: Topology;
  readonly desired: readonly DesiredAction[];
  readonly facts: ReadonlyMap<ClusterName, ReachableFacts>;
  readonly client: (cluster: ClusterName) => ClusterReader;
}

/** What the clusters have of the mesh and no action names, and the kinds that nobody could look at. */
export async function findLeftovers({
  mesh,
  topology,
  desired,
  facts,
  client,
}: LeftoversSearch): Promise<Pick<Plan, "leftovers" | "unlisted">> {
  const part = partOf(mesh);
  const { namespace } = mesh.istio;
  const looks = [...facts].map(async ([cluster, facts]) => {
    const hasNamespace = facts.namespace !== undefined;
    const found = await ownedObjects(client(cluster), { namespace, hasNamespace, part });
    return [cluster, found] as const;
  });
  const owned = new Map(await Promise.all(looks));
  const leftovers = leftoversOf({ mesh, topology, desired, owned });
  const unlisted = [...owned].flatMap(([cluster, { unlisted: kinds }]) =>
    kinds.length === 0 ? [] : [{ cluster, kinds }],
  );
  return {
    ...(leftovers.length === 0 ? {} : { leftovers }),
    ...(unlisted.length === 0 ? {} : { unlisted }),
  };
}
