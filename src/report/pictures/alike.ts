import type { ActionView, ClusterView, PlanView } from "../view.ts";
import { actionText } from "./action-text.ts";

/** Below this many clusters a picture shows each of them. */
const FEW_CLUSTERS = 6;

/** Which clusters a picture shows as one: a name for every kind of cluster, by the name of the cluster. */
export type Kinds = ReadonlyMap<string, string>;

/**
 * Finds the clusters that a picture can show as one: those with the same role and equal actions, that stand in equal networks and are
 * joined to equal clusters. Two rounds of colour refinement, so that a remote cluster differs from another one whose
 * primary differs; graphs that need more rounds to be told apart are drawn alike, which costs detail and shows nothing
 * wrong. Where clusters are few, or `full`, each is of its own kind.
 */
export function kindsOfClusters(view: PlanView, full: boolean): Kinds {
  const { clusters } = view;
  if (full || clusters.length <= FEW_CLUSTERS)
    return new Map(clusters.map(({ name }) => [name, name]));
  const own = ownActions(view);
  let kinds: Kinds = named(clusters, (cluster) => [
    cluster.role,
    cluster.istio ?? "",
    String(cluster.reachable),
    ...(own.get(cluster.name) ?? []).map(actionShape).sort(),
  ]);
  for (const _ of [1, 2]) kinds = refined(view, own, kinds);
  return kinds;
}

function refined(view: PlanView, own: ReadonlyMap<string, ActionView[]>, kinds: Kinds): Kinds {
  const kind = (name: string | undefined): string => kinds.get(name ?? "") ?? "";
  const clusterOf = new Map(view.actions.map(({ id, cluster }) => [id, cluster]));
  const inNetwork = new Map<string, Set<string>>();
  for (const { name, network } of view.clusters)
    inNetwork.set(network, (inNetwork.get(network) ?? new Set()).add(kind(name)));
  return named(view.clusters, ({ name, network, primary, host }) => [
    kind(name),
    kind(primary),
    kind(host),
    // How many there are of a kind is no difference: it is what a picture says of them together.
    ...[...(inNetwork.get(network) ?? [])].sort(),
    ...new Set(
      (own.get(name) ?? [])
        .flatMap(({ component, needs, subject }) =>
          [...needs.map(({ id }) => clusterOf.get(id)), subject].map(
            (other) => `${component} ${other === name ? "own" : kind(other)}`,
          ),
        )
        .sort(),
    ),
  ]);
}

function ownActions({ actions }: PlanView): ReadonlyMap<string, ActionView[]> {
  const own = new Map<string, ActionView[]>();
  for (const action of actions) {
    const list = own.get(action.cluster);
    if (list === undefined) own.set(action.cluster, [action]);
    else list.push(action);
  }
  return own;
}

const actionShape = (action: ActionView): string =>
  JSON.stringify([action.component, action.revision, ...actionText(action), action.risk]);

/** Short names for long descriptions, in the order in which they come. */
function named(
  clusters: readonly ClusterView[],
  describe: (cluster: ClusterView) => readonly string[],
): Kinds {
  const names = new Map<string, string>();
  return new Map(
    clusters.map((cluster) => {
      const described = JSON.stringify(describe(cluster));
      const name = names.get(described) ?? `kind${String(names.size + 1)}`;
      names.set(described, name);
      return [cluster.name, name];
    }),
  );
}

/** `cluster3`, or `12 clusters: cluster3, cluster4, … cluster14`. */
export function clusterTitle(names: readonly string[]): string {
  const [first = "", second = ""] = names;
  if (names.length === 1) return first;
  const last = names.at(-1) ?? "";
  const listed = names.length > 3 ? `${first}, ${second}, … ${last}` : names.join(", ");
  return `${String(names.length)} clusters: ${listed}`;
}
