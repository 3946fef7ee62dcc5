import { componentTable } from "../component-table.ts";
import type { PlanView } from "../view.ts";
import { cellCode } from "./escape.ts";
import type { Part } from "./fit.ts";

/** A table of more rows is cut where there is no room. */
const FEW_ROWS = 20;
/** Names of clusters in one row. */
const FEW_NAMES = 3;

/** Clusters by components, with the number of objects that change. Clusters with equal cells have one row. */
export function componentPart(view: PlanView): Part {
  const { components, rows } = componentTable(view);
  if (components.length === 0) return [[]];
  const head = ["cluster", "risk", ...components.map(cellCode)];
  const lines = rows.map(({ clusters, risk, cells }) => {
    // The risk comes first: a wide table is cut at its right.
    const texts = [
      clusterCell(clusters),
      risk === "none" ? "" : risk,
      ...cells.map((text) => (text === "" ? "" : cellCode(text))),
    ];
    return `| ${texts.join(" | ")} |`;
  });
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
