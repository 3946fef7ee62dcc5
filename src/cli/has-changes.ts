import type { Plan } from "../planner/plan.ts";

/** Whether applying the plan would write anything. Fields left alone do not count. */
export function hasChanges(plan: Plan): boolean {
  return plan.actions.some((action) => action.changes.some((change) => change.verb !== "none"));
}
