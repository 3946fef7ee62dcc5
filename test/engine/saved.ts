import { resolve } from "node:path";
import type { Plan } from "../../src/planner/plan.ts";
import { decodePlan } from "../../src/planner/decode-plan.ts";
import { encodePlan } from "../../src/planner/plan-file.ts";

export const MADE = { version: "0.0.0", time: "2026-01-01T00:00:00.000Z" };

/** What `--out` keeps, read back in a working directory: such a file is applied, and not the plan in memory. */
export function saved(plan: Plan, directory: string): Plan {
  return readBack(encodePlan(plan, MADE), directory);
}

export function readBack(text: string, directory: string): Plan {
  const pathOf = (written: string, folder = "."): string => resolve(directory, folder, written);
  return decodePlan(text, "mesh.plan", { pathOf }).plan;
}
