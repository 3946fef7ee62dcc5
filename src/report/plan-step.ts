import { printable } from "../util/printable.ts";
import type { Printable } from "../util/printable-text.ts";
import type { PlanStep } from "../planner/plan-step.ts";
import { plural } from "./layout.ts";

const PIECES = {
  read: ["reading", "cluster"],
  render: ["rendering", "manifest"],
  compare: ["comparing", "object"],
  recheck: ["looking again at", "object"],
} as const satisfies Record<PlanStep["doing"], readonly [string, string]>;

/** `comparing 120 of 1100 objects`. No colour, no movement: every line makes sense alone. */
export function planStepText({ doing, done, total }: PlanStep): Printable {
  const [verb, piece] = PIECES[doing];
  return printable`${verb} ${done} of ${plural(total, piece)}`;
}
