import { refText } from "../kube/object.ts";
import type { ActionId } from "../planner/action.ts";
import type { ActionProblem, ApplyState } from "./apply-state.ts";
import { skippedByRoot } from "./apply-state.ts";
import { durationText, plural } from "./layout.ts";

export interface SummaryOptions {
  /** The exact command that goes on where this run ended: `meshplan apply p.plan`. */
  readonly resume: string;
}

/**
 * How an apply ended, what is left, and how to go on: the last lines on every screen and in every log.
 *
 * The first line begins with `Apply complete:`, `Apply failed:` or `Apply interrupted:` (frozen: scripts parse it).
 */
export function applySummary(state: ApplyState, { resume }: SummaryOptions): readonly string[] {
  const left = [...state.actions.values()]
    .filter(({ status }) => status === "left")
    .map(({ id }) => id);
  const skipped = skippedByRoot(state).flatMap(({ because, actions }) => [
    "",
    `Skipped, because ${because} failed:`,
    ...actions.map((id) => `  ${id}`),
  ]);
  return [
    headline(state),
    ...state.problems.flatMap((problem) => ["", ...problemLines(problem)]),
    ...skipped,
    ...(left.length === 0 ? [] : ["", "Not started or not finished:", ...left.map(indented)]),
    ...(state.outcome === "done" ? [] : ["", ...goOn(state, resume)]),
  ];
}

const indented = (id: ActionId): string => `  ${id}`;

function headline(state: ApplyState): string {
  const { objectsWritten: written, objectsUnchanged: unchanged, counts } = state;
  const repeated = unchanged > 0 ? `, ${unchanged} unchanged` : "";
  const objects = `${written} written${repeated} in ${elapsed(state)}.`;
  if (state.outcome === "done") return `Apply complete: ${objects}`;
  const ended = counts.done + counts.unchanged;
  const actions = [
    `${plural(ended, "action")} done`,
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
    ...(counts.left > 0 ? [`${counts.left} left`] : []),
  ].join(", ");
  const word = state.interrupted ? "interrupted" : "failed";
  return `Apply ${word}: ${objects} ${actions.charAt(0).toUpperCase()}${actions.slice(1)}.`;
}

function elapsed(state: ApplyState): string {
  return durationText(Date.parse(state.latestAt) - Date.parse(state.startedAt));
}

function goOn(state: ApplyState, resume: string): readonly string[] {
  const kept =
    state.objectsWritten === 0
      ? "Nothing was written."
      : "What is written stays; what is as planned is not written again.";
  const when = state.problems.length > 0 ? "When that is solved, go on with" : "Go on with";
  return [kept, `${when}: ${resume}`];
}

/** One failure: code, action, object, sentence, next steps. */
export function problemLines({ action, problem }: ActionProblem): readonly string[] {
  const elsewhere =
    problem.cluster === undefined || action.startsWith(`${problem.cluster}/`)
      ? []
      : [`cluster ${problem.cluster}`];
  const place = [...elsewhere, ...(problem.object === undefined ? [] : [refText(problem.object)])];
  return [
    `error ${problem.code} ${action}${place.length === 0 ? "" : ` (${place.join(", ")})`}`,
    ...problem.message.split("\n").map((line) => `  ${line}`),
    ...problem.nextSteps.map((step) => `  next: ${step}`),
  ];
}
