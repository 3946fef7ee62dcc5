import { clusterRows, type Row, type RowOptions } from "./plan-rows.ts";
import { plural } from "./layout.ts";
import type { PlanView } from "./view.ts";

/** What happens in one cluster, or equally in several. */
export interface PlanBlock {
  readonly clusters: readonly string[];
  /** `45 to add, 1 to change`. */
  readonly counts: string;
  readonly rows: readonly Row[];
}

/**
 * The rows of every cluster in the plan's order. Clusters with equal rows are one block, in which `{cluster}` and
 * `{network}` stand for their names; what causes a row counts only with its kind, because every cluster has its own line.
 */
export function planBlocks(view: PlanView, options: RowOptions): readonly PlanBlock[] {
  const groups = new Map<
    string,
    { readonly clusters: string[]; readonly rows: readonly Row[]; readonly signature: string }
  >();
  for (const { name, network } of view.clusters) {
    const rows = clusterRows(view, name, options);
    if (rows.length === 0) continue;
    const signature = signatureOf(rows, name, network);
    // What is to be reviewed in one of them alone must not look as if it were in all.
    const key = `${signature} ${general(risksIn(view, name), name, network)}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { clusters: [name], rows, signature });
    else known.clusters.push(name);
  }
  return [...groups.values()].map(({ signature, clusters, rows }) => ({
    clusters,
    counts: countsText(view, clusters[0] ?? ""),
    rows: clusters.length === 1 ? rows : (JSON.parse(signature) as readonly Row[]),
  }));
}

function signatureOf(rows: readonly Row[], cluster: string, network: string): string {
  const unplaced = rows.map((row) =>
    row.kind === "action" || row.kind === "object"
      ? { ...row, right: row.right.replace(/:\d+$/, "") }
      : row,
  );
  return general(unplaced, cluster, network);
}

function risksIn(view: PlanView, cluster: string): readonly (readonly string[])[] {
  return view.risks
    .filter(({ clusters }) => clusters.includes(cluster))
    .map(({ topic, text, subject }) => [topic, text, subject]);
}

function general(value: readonly unknown[], cluster: string, network: string): string {
  return JSON.stringify(value)
    .replace(wholeWord(cluster), "{cluster}")
    .replace(wholeWord(network), "{network}");
}

/** Matches the name alone, not as a part of a longer name such as `istio-remote-secret-cluster2`. */
function wholeWord(name: string): RegExp {
  const plain = name.replace(/[^A-Za-z0-9]/g, "\\$&");
  return new RegExp(`(?<![\\w.-])${plain}(?![\\w-]|\\.\\w)`, "g");
}

function countsText(view: PlanView, cluster: string): string {
  const actions = view.actions.filter((action) => action.cluster === cluster);
  const changes = actions.flatMap((action) => action.changes);
  const count = (...verbs: readonly string[]): number =>
    changes.filter(({ verb }) => verbs.includes(verb)).length;
  const others = actions.reduce((sum, { delivery }) => sum + (delivery?.pending.length ?? 0), 0);
  const unread = actions.reduce((sum, action) => sum + (action.unread?.length ?? 0), 0);
  const left = changes.reduce((sum, { left_alone }) => sum + left_alone.length, 0);
  const parts = [
    [count("create"), "to add"],
    [count("update"), "to change"],
    [count("take-over"), "to take over"],
    [count("replace"), "to replace"],
    [count("delete"), "to destroy"],
    [count("adopt"), "to adopt"],
    [others, "for others to write"],
    [unread, "not checked"],
  ] as const;
  const texts = [
    ...parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`),
    ...(left > 0 ? [`${plural(left, "field")} left alone`] : []),
  ];
  return texts.length === 0 ? "nothing to write" : texts.join(", ");
}
