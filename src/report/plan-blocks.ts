import { isDeepStrictEqual } from "node:util";
import { type ClusterPart, clusterParts } from "./cluster-parts.ts";
import { inGeneral } from "./in-general.ts";
import { plural } from "./layout.ts";
import { clusterRows, type RowOptions } from "./plan-rows.ts";
import type { Row } from "./row.ts";
import type { PlanView } from "./view.ts";

/** The rows of one cluster, or of several with equal rows. */
export interface PlanBlock {
  readonly clusters: readonly string[];
  /** `45 to add, 1 to change`. */
  readonly counts: string;
  readonly rows: readonly Row[];
}

/** A row shows lines of the mesh file only where it belongs to one cluster alone. */
type BlockOptions = Omit<RowOptions, "lines">;

/**
 * The rows of every cluster in the plan's order. Clusters with equal rows are one block, which shows `{cluster}` and
 * `{network}` where they differ by their names; only the kind of a row's cause is compared, because every cluster has its
 * own line.
 */
export function planBlocks(view: PlanView, options: BlockOptions): readonly PlanBlock[] {
  const parts = clusterParts(view).filter(
    (part) => clusterRows(part, { ...options, lines: false }).length > 0,
  );
  const groups = new Map<string, ClusterPart[]>();
  for (const part of parts) {
    const counts = countsText(part);
    groups.set(counts, [...(groups.get(counts) ?? []), part]);
  }
  const order = parts.map(({ name }) => name);
  return [...groups.values()]
    .flatMap((group) => alike(group, options))
    .sort((a, b) => order.indexOf(a.clusters[0] ?? "") - order.indexOf(b.clusters[0] ?? ""));
}

/** One block if all have equal rows, as in most meshes; otherwise each cluster joins the first one it is like. */
function alike(parts: readonly ClusterPart[], options: BlockOptions): readonly PlanBlock[] {
  const all = blockOf(parts, options);
  if (all !== undefined) return [all];
  const groups: { parts: readonly ClusterPart[]; block: PlanBlock }[] = [];
  for (const part of parts) {
    const isAdded = groups.some((group) => {
      const block = blockOf([...group.parts, part], options);
      if (block === undefined) return false;
      Object.assign(group, { parts: [...group.parts, part], block });
      return true;
    });
    const block = isAdded ? undefined : blockOf([part], options);
    if (block !== undefined) groups.push({ parts: [part], block });
  }
  return groups.map(({ block }) => block);
}

/** Undefined where the rows of these clusters differ. */
function blockOf(parts: readonly ClusterPart[], options: BlockOptions): PlanBlock | undefined {
  const clusters = parts.map(({ name }) => name);
  const [first, ...others] = inGeneral(
    parts,
    parts.map(({ name, network }) => ({ cluster: name, network })),
  );
  if (first === undefined) return undefined;
  const rowsOf = (part: ClusterPart): readonly Row[] =>
    clusterRows(part, { ...options, lines: clusters.length === 1 });
  const rows = rowsOf(first);
  // A change to be reviewed in one cluster alone must not look as if it were in all.
  const isOne = others.every(
    (other) =>
      isDeepStrictEqual(other.risks, first.risks) && isDeepStrictEqual(rowsOf(other), rows),
  );
  return isOne ? { clusters, counts: countsText(first), rows } : undefined;
}

function countsText({ actions }: ClusterPart): string {
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
