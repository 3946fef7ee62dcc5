import { PLAN_FILE_KEY } from "./is-plan-file.ts";
import type { Plan } from "./plan.ts";
import { type PlanContent, type PlanNotes, splitPlan } from "./plan-content.ts";

/** Moves with every change of the schema, released or not: whoever saved a plan before is told that, and not that it is damaged. */
export const PLAN_FORMAT = "2.1";

/** A plan file as JSON (schema/saved-plan.schema.json). */
export interface SavedPlan {
  readonly [PLAN_FILE_KEY]: typeof PLAN_FORMAT;
  readonly meshplan_version: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** Over `plan`, and nothing else. */
  readonly digest: string;
  readonly plan: PlanContent;
  readonly notes: PlanNotes;
}

/**
 * A plan as one JSON text. Holds no secret: values that are made at apply are holes. `apply` needs nothing else: neither the
 * mesh file nor a renderer.
 */
export function encodePlan(
  plan: Plan,
  made: { readonly version: string; readonly time: string },
): string {
  const { content, notes } = splitPlan(plan);
  const file: SavedPlan = {
    [PLAN_FILE_KEY]: PLAN_FORMAT,
    meshplan_version: made.version,
    created: made.time,
    digest: plan.digest,
    plan: content,
    notes,
  };
  return `${JSON.stringify(file)}\n`;
}
