import type { ApplyEvent } from "../../src/executors/events.ts";
import { encodePlan } from "../../src/planner/plan-file.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { APPLY_NOT_STARTED, reduceApply } from "../../src/report/apply-state.ts";
import { eventJson } from "../../src/report/events-json.ts";
import { explainAction } from "../../src/report/explain.ts";
import { graphText } from "../../src/report/graph.ts";
import { planJson } from "../../src/report/json.ts";
import { eventLines } from "../../src/report/lines.ts";
import { planView } from "../../src/report/plan-view.ts";
import { planText } from "../../src/report/text.ts";

/** Everything a person or a program can see of a plan. */
export function sinksOf(plan: Plan): readonly string[] {
  const view = planView(plan, "0.0.0");
  return [
    ...[true, false].map((full) => planText(view, { color: false, full, width: 100 })),
    planJson(view),
    graphText(view),
    ...plan.actions.map((action) => explainAction(view, action.id) ?? ""),
    encodePlan(plan, { version: "0.0.0", time: "2026-01-01T00:00:00.000Z" }),
    JSON.stringify(plan.diagnostics),
  ];
}

/** Everything they can see of a run. */
export function sinksOfRun(events: readonly ApplyEvent[]): readonly string[] {
  let state = APPLY_NOT_STARTED;
  return events.flatMap((event) => {
    state = reduceApply(state, event);
    return [eventJson(event), ...eventLines(state, event, { resume: "meshplan apply p" })];
  });
}

/** Positions only: a failing test must not print the secret either. */
export function leaksIn(sinks: readonly string[], secrets: readonly string[]): readonly string[] {
  return sinks.flatMap((text, sink) =>
    secrets.flatMap((secret, index) => {
      const found = text.indexOf(secret);
      return found < 0 ? [] : [`secret ${index} in sink ${sink} at ${found}`];
    }),
  );
}
