import type { Plan } from "../../src/planner/plan.ts";
import { planView } from "../../src/report/plan-view.ts";

/** The values of the file that a plan says no render has, with their places. */
export function ignored(plan: Plan): readonly string[] {
  const { risks } = planView(plan, "0.1.0");
  return risks
    .filter(({ text }) => text === "lacks what a value of the file sets")
    .map(({ subject, risk, clusters }) => `${risk}: ${clusters.join(", ")}: ${subject}`)
    .sort();
}

/** As they stand in a golden. */
export const lines = (all: readonly string[]): string => all.map((one) => `${one}\n`).join("");
