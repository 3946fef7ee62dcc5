import type { BuildContext } from "./components/build-context.ts";
import type { DesiredAction } from "./desired-action.ts";
import type { Span } from "../diagnostics/source.ts";
import type { KubeObject } from "../kube/object.ts";
import type { Cluster, ClusterName, Mesh } from "../mesh/model.ts";
import type { Topology } from "../mesh/topology.ts";
import type { ActionId } from "./action.ts";
import { COMPONENTS } from "./components/registry.ts";
import { placeOf } from "./components/named.ts";
import { renderedParts } from "./rendered-parts.ts";
import { delivered } from "./delivered.ts";
import type { ReachableFacts } from "./facts.ts";
import { withPatches } from "./patches.ts";
import { plannedRoots, type TrustFiles } from "./trust.ts";

export interface DesiredInput {
  readonly mesh: Mesh;
  readonly topology: Topology;
  /** Of the clusters that could be reached. */
  readonly facts: ReadonlyMap<ClusterName, ReachableFacts>;
  /** Rendered objects by the action that they were rendered for. */
  readonly manifests: ReadonlyMap<string, readonly KubeObject[]>;
  /** The definitions of the Gateway API; absent outside of ambient mode. */
  readonly gatewayApi?: readonly KubeObject[];
  /** Texts of the files the mesh file names, by absolute path. */
  readonly files?: ReadonlyMap<string, string>;
  /** What the files of the user's say about the root; absent: nothing that meshplan writes. */
  readonly trust?: TrustFiles;
  readonly lineOf: (written: { readonly at: Span }) => number;
}

/**
 * What every reachable cluster should hold, as actions in the order they can run.
 *
 * An action that needs one on an unreachable cluster is left out, with everything that needs it: nothing is guessed.
 */
export function desiredState(input: DesiredInput): readonly DesiredAction[] {
  const actions = input.mesh.clusters.flatMap((cluster) => {
    const facts = input.facts.get(cluster.name);
    if (facts === undefined) return [];
    const context = contextOf(input, cluster, facts);
    const built = COMPONENTS.filter(({ on }) => on(context)).flatMap(({ build }) => build(context));
    const patches = cluster.patches.map((patch) => ({ ...patch, line: input.lineOf(patch) }));
    return withPatches(built, patches).map((action) => delivered(action, context));
  });
  const kept = withoutUnreachable(actions);
  if (kept.length < actions.length && input.facts.size === input.mesh.clusters.length)
    throw new Error(
      "internal: an action needs one that nobody planned, and every cluster is there",
    );
  return inOrder(kept, input.mesh);
}

function contextOf(input: DesiredInput, cluster: Cluster, facts: ReachableFacts): BuildContext {
  const { mesh, topology, trust = { root: "istiod" } } = input;
  const primaryName = topology.hosts.get(cluster.name) ?? topology.controlledBy.get(cluster.name);
  const primary = mesh.clusters.find((one) => one.name === primaryName);
  if (primary?.role !== "primary")
    throw new Error(`internal: no primary for ${cluster.name} after the rules passed`);
  const homeName = topology.istiodOf.get(primary.name);
  return {
    mesh,
    topology,
    cluster,
    facts,
    primary,
    home: mesh.clusters.find((one) => one.name === homeName) ?? primary,
    factsOf: (name) => input.facts.get(name),
    rendered: renderedParts({ mesh, topology, cluster }, input.manifests),
    gatewayApi: input.gatewayApi ?? [],
    files: input.files ?? new Map(),
    trust,
    roots: plannedRoots(trust, input.facts),
    line: input.lineOf(cluster),
  };
}

function withoutUnreachable(actions: readonly DesiredAction[]): readonly DesiredAction[] {
  const ids = new Set<ActionId>(actions.map((action) => action.id));
  const kept = actions.filter((action) => action.needs.every((need) => ids.has(need.id)));
  return kept.length === actions.length ? actions : withoutUnreachable(kept);
}

/** Topological, ties by the cluster's place in the file and by the order a cluster is built in: equal meshes give equal lists. */
function inOrder(actions: readonly DesiredAction[], { clusters }: Mesh): readonly DesiredAction[] {
  const places = new Map<string | undefined, number>(clusters.map(({ name }, at) => [name, at]));
  const rank = ({ cluster, component, subject, revision = "" }: DesiredAction): string => {
    const numbers = [places.get(cluster), placeOf(component), places.get(subject)];
    return [...numbers.map((one = 0) => String(one).padStart(4, "0")), revision].join(" ");
  };
  const waiting = [...actions].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  const done = new Set<ActionId>();
  const ordered: DesiredAction[] = [];
  while (waiting.length > 0) {
    const index = waiting.findIndex((action) => action.needs.every((need) => done.has(need.id)));
    const [next] = waiting.splice(index, 1);
    if (index < 0 || next === undefined)
      throw new Error("internal: the desired actions form a cycle");
    done.add(next.id);
    ordered.push(next);
  }
  return ordered;
}
