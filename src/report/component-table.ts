import { placeOf } from "../planner/components/named.ts";
import { actionCounts } from "./action-counts.ts";
import { type Risk, worst } from "./risks/risk.ts";
import type { ActionView, PlanView } from "./view.ts";

/** Clusters by components, with the number of objects that change. */
interface ComponentTable {
  /** In the order in which a cluster is built; those without a change are left out. */
  readonly components: readonly string[];
  readonly rows: readonly ComponentRow[];
}

interface ComponentRow {
  /** In the order of the file; those with equal cells have one row. */
  readonly clusters: readonly string[];
  readonly risk: Risk | "not read";
  /** `+34 ~1`, one for each component; empty where nothing happens. */
  readonly cells: readonly string[];
}

export function componentTable(view: PlanView): ComponentTable {
  const busy = view.actions.filter((action) => actionCounts([action]) !== "");
  const components = [...new Set(busy.map(({ component }) => component))].sort(
    (a, b) => placeOf(a) - placeOf(b),
  );
  const rows = new Map<string, ComponentRow>();
  for (const cluster of view.clusters) {
    const own = busy.filter((action) => action.cluster === cluster.name);
    const risk = cluster.reachable ? worstOf(own) : "not read";
    const cells = components.map((name) =>
      actionCounts(own.filter(({ component }) => component === name)),
    );
    const key = JSON.stringify([risk, cells]);
    const clusters = [...(rows.get(key)?.clusters ?? []), cluster.name];
    rows.set(key, { clusters, risk, cells });
  }
  return { components, rows: [...rows.values()] };
}

const worstOf = (actions: readonly ActionView[]): Risk =>
  worst(actions.map((one) => ({ risk: one.risk, reason: "" }))).risk;
