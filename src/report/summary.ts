import { refText } from "../kube/object.ts";
import type { ActionId } from "../planner/action.ts";
import type { ActionProblem, ApplyState } from "./apply-state.ts";
import { skippedByRoot } from "./apply-state.ts";
import { durationText, listUpTo, plural } from "./layout.ts";

export interface SummaryOptions {
  /** The exact command that continues where this run ended: `meshplan apply p.plan`. */
  readonly resume: string;
  /** What is left over from what earlier files asked for, and where it is listed; absent where nothing is. */
  readonly leftOver?: string | undefined;
}

/**
 * How an apply ended, what is left, and how to continue: the last lines on every screen and in every log.
 *
 * The first line begins with `Apply complete:`, `Apply failed:` or `Apply interrupted:` (frozen: scripts parse it).
 */
export function applySummary(
  state: ApplyState,
  { resume, leftOver }: SummaryOptions,
): readonly string[] {
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
    ...noteLines(state),
    ...(state.outcome === "done" ? [] : ["", ...goOn(state, resume)]),
    ...(state.outcome === "done" && leftOver !== undefined ? ["", leftOver] : []),
  ];
}

/** The actions' notes, uncut: a note may be the only place that says what to do. Equal ones appear once, with their actions. */
function noteLines({ actions }: ApplyState): readonly string[] {
  const byText = new Map<string, ActionId[]>();
  for (const { id, notes } of actions.values())
    for (const text of notes) byText.set(text, [...(byText.get(text) ?? []), id]);
  const lines = [...byText].map(([text, ids]) => `note: ${listUpTo(ids, NAMES_WIDTH)}: ${text}`);
  return lines.length === 0 ? [] : ["", ...lines];
}

/** Columns for the actions that have the same note. */
const NAMES_WIDTH = 60;

const indented = (id: ActionId): string => `  ${id}`;

function headline(state: ApplyState): string {
  const { objectsWritten: written, objectsUnchanged: unchanged, counts } = state;
  const repeated = unchanged > 0 ? `, ${unchanged} unchanged` : "";
  const objects = `${written} written${repeated} in ${elapsed(state)}.`;
  const quiet =
    counts.unchanged === 0 ? "" : ` ${plural(counts.unchanged, "action")} had nothing to write.`;
  if (state.outcome === "done") return `Apply complete: ${objects}${quiet}`;
  const actions = [
    `${plural(counts.done + counts.unchanged, "action")} done`,
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
    ...(counts.left > 0 ? [`${counts.left} left`] : []),
  ].join(", ");
  const word = state.interrupted ? "interrupted" : "failed";
  return `Apply ${word}: ${objects} ${actions}.${quiet}`;
}

function elapsed(state: ApplyState): string {
  return durationText(Date.parse(state.latestAt) - Date.parse(state.startedAt));
}

function goOn(state: ApplyState, resume: string): readonly string[] {
  const kept =
    state.objectsWritten === 0
      ? "Nothing was written."
      : "What was written stays, and the next run writes only what is missing.";
  const when = state.problems.length > 0 ? "Once that is solved, continue with" : "Continue with";
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
