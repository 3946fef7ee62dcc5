import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { hasErrors } from "../diagnostics/has-errors.ts";
import { asWritten } from "../mesh/as-written.ts";
import type { Mesh } from "../mesh/model.ts";
import type { CheckInput } from "../planner/checks/check.ts";
import { runChecks } from "../planner/checks/run-checks.ts";
import type { DesiredAction } from "../planner/desired-action.ts";
import { placed } from "../planner/placed.ts";
import type { Plan } from "../planner/plan.ts";
import { uniqueProblems } from "../planner/unique-problems.ts";
import { asReached } from "./clients.ts";
import type { Gathered } from "./gather.ts";
import type { PlanOutcome } from "./planning.ts";

/** Stage 7a: what the facts say against a mesh, as this machine reaches its clusters. */
export function judge(gathered: Gathered): readonly Diagnostic[] {
  return judged(asReached(gathered.mesh, gathered.clients), gathered);
}

/**
 * The same with the contexts of the file: what is approved must not depend on how this machine calls a cluster; what is told now
 * names the context that is used.
 */
export function judgeAsWritten(gathered: Gathered): readonly Diagnostic[] {
  return judged(asWritten(gathered.mesh), gathered);
}

/** What is the affair of this machine or of this account, and is in no plan. */
export function judgePlan(gathered: Gathered, plan: Plan): readonly Diagnostic[] {
  const mesh = asReached(gathered.mesh, gathered.clients);
  return placed(mesh, runChecks("plan", { ...inputOf(mesh, gathered), plan }));
}

/** What is wrong with a mesh and only shows beside the objects it makes. */
export function judgeDesired(mesh: Mesh, desired: readonly DesiredAction[]): readonly Diagnostic[] {
  return runChecks("desired", { mesh, desired });
}

/** Whether there is nothing to plan with. A missing right is collected with those of the observation: they are asked for once. */
export function isHopeless(found: readonly Diagnostic[]): boolean {
  return hasErrors(found.filter((one) => one.code !== "MP0503"));
}

/** The plan, unless something that was found stands in its way. */
export function outcome(plan: Plan, all: readonly Diagnostic[]): PlanOutcome {
  const found = uniqueProblems(all);
  return hasErrors(found) ? { diagnostics: found } : { plan, diagnostics: found };
}

function judged(mesh: Mesh, gathered: Gathered): readonly Diagnostic[] {
  return placed(mesh, runChecks("facts", inputOf(mesh, gathered)));
}

function inputOf(mesh: Mesh, gathered: Gathered): CheckInput {
  const known = mesh.clusters.flatMap((cluster) => {
    const facts = gathered.facts.get(cluster.name);
    return facts === undefined ? [] : [{ cluster, facts }];
  });
  return { ...gathered, mesh, known };
}
