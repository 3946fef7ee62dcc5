import type { ApplyEvent } from "../executors/events.ts";
import type { ActionId } from "../planner/action.ts";
import { type ActionProgress, type ApplyState, isFirstOfItsText } from "./apply-state.ts";
import { durationText, plural } from "./layout.ts";
import { applySummary, problemLines, type SummaryOptions } from "./summary.ts";

/** After this much silence the caller prints `heartbeat`: build servers end jobs that say nothing. */
export const HEARTBEAT_SECONDS = 10;

/**
 * The lines that an append-only log has for one event; often none. No colour, no movement: every line makes sense alone.
 * `state` is the state after the event.
 *
 * An action without an object to write appears only if it has something to say: a check that passes at once would be three
 * lines, a hundred times. While it lasts the heartbeat shows it, and the summary counts it.
 */
export function eventLines(
  state: ApplyState,
  event: ApplyEvent,
  options: SummaryOptions,
): readonly string[] {
  switch (event.type) {
    case "apply-started":
      return [startLine(event)];
    case "action-started": {
      const objects = state.actions.get(event.action)?.objects ?? 0;
      return objects === 0 ? [] : [`${event.action}: writing ${plural(objects, "object")}`];
    }
    case "wait-started":
      return onlyChecks(state, event.action) ? [] : [`${event.action}: waiting for ${event.text}`];
    case "note":
      return isFirstOfItsText(state, event) ? [`${event.action}: note: ${event.text}`] : [];
    case "retrying":
      return [`${event.action}: retrying (attempt ${event.attempt}): ${event.text}`];
    case "action-finished":
      return onlyChecks(state, event.action)
        ? []
        : [`${event.action}: ${finishedText(state.actions.get(event.action))}`];
    case "action-failed":
      return [
        `${event.action}: failed after ${ranFor(state.actions.get(event.action))}`,
        ...problemLines(event).map((line) => `  ${line}`),
      ];
    case "action-skipped": {
      const because = state.actions.get(event.action)?.because ?? event.because;
      return [`${event.action}: skipped, because ${because} failed`];
    }
    case "interrupted":
      return [interruptedLine(event)];
    case "apply-finished":
      return ["", ...applySummary(state, options)];
    case "object-written":
    case "wait-progress":
    case "wait-finished":
      return [];
  }
}

function onlyChecks(state: ApplyState, id: ActionId): boolean {
  return state.actions.get(id)?.objects === 0;
}

function startLine(event: ApplyEvent<"apply-started">): string {
  const clusters = new Set(event.actions.map(({ cluster }) => cluster)).size;
  const digest = `${event.digest.slice(0, "sha256:".length + 8)}…`;
  return `Applying ${event.mesh}: ${plural(event.actions.length, "action")} on ${plural(clusters, "cluster")}, digest ${digest}`;
}

function interruptedLine({ running, left }: ApplyEvent<"interrupted">): string {
  if (running.length === 0) return `Interrupted: nothing writes, ${left.length} left.`;
  return `Interrupted: finishing ${plural(running.length, "running action")}, ${left.length} left. Ctrl-C again stops at once.`;
}

function finishedText(action: ActionProgress | undefined): string {
  const written = action?.written ?? 0;
  return action?.status === "unchanged"
    ? `unchanged (${ranFor(action)})`
    : `done in ${ranFor(action)} (${written} written)`;
}

function ranFor(action: ActionProgress | undefined): string {
  return durationText(
    Date.parse(action?.finishedAt ?? "") - Date.parse(action?.startedAt ?? "") || 0,
  );
}

/** One line for each running action, so that a silent log shows why it is silent. `now` is in milliseconds. */
export function heartbeat(state: ApplyState, now: number): readonly string[] {
  return [...state.actions.values()].flatMap((action) => {
    if (action.status === "waiting-for") {
      const since = durationText(now - Date.parse(action.waitingSince ?? ""));
      const detail = action.detail === undefined ? "" : `: ${action.detail}`;
      return [`${action.id}: still waiting for ${action.waitsFor ?? ""} (${since})${detail}`];
    }
    if (action.status === "running") {
      const since = durationText(now - Date.parse(action.startedAt ?? ""));
      return [`${action.id}: still running, ${action.sent} of ${action.objects} sent (${since})`];
    }
    return [];
  });
}
