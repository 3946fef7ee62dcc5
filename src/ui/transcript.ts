import type { ApplyEvent } from "../executors/events.ts";
import {
  type ActionProgress,
  type ActionStatus,
  type ApplyState,
  isFirstOfItsText,
} from "../report/apply-state.ts";
import { durationText } from "../report/layout.ts";

/** One line that stays on the screen and in the scrollback. */
export interface TranscriptLine {
  readonly seq: number;
  /** Undefined for a note. */
  readonly status?: ActionStatus;
  readonly text: string;
}

/**
 * The line that stays of one event: the end of an action, or a note. Actions that had nothing to write leave none: the summary
 * counts them. `state` is the state after the event.
 */
export function transcriptLine(state: ApplyState, event: ApplyEvent): TranscriptLine | undefined {
  const { seq } = event;
  switch (event.type) {
    case "note":
      return isFirstOfItsText(state, event)
        ? { seq, text: `${event.action}: ${event.text}` }
        : undefined;
    case "action-finished":
    case "action-failed":
    case "action-skipped": {
      const action = state.actions.get(event.action);
      if (action === undefined || action.status === "unchanged") return undefined;
      return { seq, status: action.status, text: `${action.id}  ${ending(action, event)}` };
    }
    default:
      return undefined;
  }
}

function ending(
  action: ActionProgress,
  event: ApplyEvent<"action-finished" | "action-failed" | "action-skipped">,
): string {
  switch (event.type) {
    case "action-finished":
      return [...(action.written === 0 ? [] : [`${action.written} written`]), ran(action)].join(
        "  ",
      );
    case "action-failed":
      return `${event.problem.code} ${firstLine(event.problem.message)}  ${ran(action)}`;
    case "action-skipped":
      return `because ${action.because ?? event.because} failed`;
  }
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? "";
}

function ran({ startedAt, finishedAt }: ActionProgress): string {
  return startedAt === undefined || finishedAt === undefined
    ? ""
    : durationText(Date.parse(finishedAt) - Date.parse(startedAt));
}
