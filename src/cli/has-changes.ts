import type { Plan } from "../planner/plan.ts";

/** Whether the mesh is as its file says: nothing to write, and nothing left over from what earlier files asked for. */
export function isSettled(plan: Plan): boolean {
  return !hasChanges(plan) && (plan.leftovers ?? []).length === 0;
}

/** Whether applying the plan would write anything. Fields left alone do not count. */
export function hasChanges(plan: Plan): boolean {
  return plan.actions.some((action) => action.changes.some((change) => change.verb !== "none"));
}
