import { placeOf } from "../../planner/components/named.ts";
import { actionCounts } from "../action-counts.ts";
import { worst } from "../risks/risk.ts";
import type { ActionView, PlanView } from "../view.ts";
import { cellCode } from "./escape.ts";
import type { Part } from "./fit.ts";

/** A table of more rows is cut where there is no room. */
const FEW_ROWS = 20;
/** Names of clusters in one row. */
const FEW_NAMES = 3;

/** Clusters by components, with the number of objects that change. Clusters with equal cells have one row. */
export function componentPart(view: PlanView): Part {
  const busy = view.actions.filter((action) => actionCounts([action]) !== "");
  const components = [...new Set(busy.map(({ component }) => component))].sort(
    (a, b) => placeOf(a) - placeOf(b),
  );
  const rows = new Map<string, string[]>();
  for (const cluster of view.clusters) {
    const own = busy.filter((action) => action.cluster === cluster.name);
    // The risk comes first: a wide table is cut at its right.
    const cells = [
      cluster.reachable ? worstOf(own) : "not read",
      ...components.map((name) => {
        const text = actionCounts(own.filter(({ component }) => component === name));
        return text === "" ? "" : cellCode(text);
      }),
    ].join(" | ");
    rows.set(cells, [...(rows.get(cells) ?? []), cluster.name]);
  }
  if (components.length === 0) return [[]];
  const head = ["cluster", "risk", ...components.map(cellCode)];
  const lines = [...rows].map(([cells, names]) => `| ${clusterCell(names)} | ${cells} |`);
  const table = (listed: readonly string[]): readonly string[] => [
    `| ${head.join(" | ")} |`,
    `|${" --- |".repeat(head.length)}`,
    ...listed,
    "",
  ];
  if (lines.length <= FEW_ROWS) return [table(lines), []];
  const more = `… and ${String(lines.length - FEW_ROWS)} other rows`;
  return [table(lines), [...table(lines.slice(0, FEW_ROWS)), more, ""], []];
}

function clusterCell(names: readonly string[]): string {
  const listed = names.slice(0, FEW_NAMES).map(cellCode).join(" ");
  const more = names.length > FEW_NAMES ? ` … ${String(names.length - FEW_NAMES)} more` : "";
  return names.length === 1 ? listed : `${String(names.length)}: ${listed}${more}`;
}

function worstOf(actions: readonly ActionView[]): string {
  const { risk } = worst(actions.map((one) => ({ risk: one.risk, reason: "" })));
  return risk === "none" ? "" : risk;
}
