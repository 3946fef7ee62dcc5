import type { ApplyEvent, ApplyOutcome, EventAction, Problem } from "../executors/events.ts";
import type { ActionId } from "../planner/action.ts";

export const ACTION_STATUSES = [
  "waiting",
  "running",
  "waiting-for",
  "done",
  "unchanged",
  "failed",
  "skipped",
  "left",
] as const;
/** `left`: never started, or given up, because the run was interrupted. */
export type ActionStatus = (typeof ACTION_STATUSES)[number];

/** Statuses an action never leaves. `left` is not one of them: an action that was running may still end otherwise. */
const FINAL: ReadonlySet<ActionStatus> = new Set(["done", "unchanged", "failed", "skipped"]);

export interface ActionProgress {
  readonly id: ActionId;
  readonly cluster: string;
  readonly component: string;
  readonly needs: readonly ActionId[];
  readonly status: ActionStatus;
  /** Objects it may write. */
  readonly objects: number;
  /** Objects sent so far. */
  readonly sent: number;
  /** Objects that really changed. */
  readonly written: number;
  /** ISO 8601. */
  readonly startedAt?: string;
  readonly finishedAt?: string;
  /** What it waits for; present in the status `waiting-for`. */
  readonly waitsFor?: string;
  readonly waitingSince?: string;
  /** What the watched object said last, or why a request is repeated. */
  readonly detail?: string;
  readonly notes: readonly string[];
  /** The failed action that made this one impossible; never a skipped one. */
  readonly because?: ActionId;
}

export interface ActionProblem {
  readonly action: ActionId;
  readonly problem: Problem;
}

/** The state of an apply, from which screens, lines and the exit code are made. */
export interface ApplyState {
  readonly mesh: string;
  readonly digest: string;
  /** In the order of the plan. */
  readonly actions: ReadonlyMap<ActionId, ActionProgress>;
  readonly counts: Readonly<Record<ActionStatus, number>>;
  readonly objectsWritten: number;
  readonly objectsUnchanged: number;
  /** Root causes, in the order they happened. */
  readonly problems: readonly ActionProblem[];
  readonly interrupted: boolean;
  /** Absent until the run has ended. */
  readonly outcome?: ApplyOutcome;
  /** ISO 8601 of the first and the latest event; empty before the first. */
  readonly startedAt: string;
  readonly latestAt: string;
}

const NO_COUNTS: Readonly<Record<ActionStatus, number>> = {
  waiting: 0,
  running: 0,
  "waiting-for": 0,
  done: 0,
  unchanged: 0,
  failed: 0,
  skipped: 0,
  left: 0,
};

export const APPLY_NOT_STARTED: ApplyState = {
  mesh: "",
  digest: "",
  actions: new Map(),
  counts: NO_COUNTS,
  objectsWritten: 0,
  objectsUnchanged: 0,
  problems: [],
  interrupted: false,
  startedAt: "",
  latestAt: "",
};

/**
 * Folds one event into the state. Pure: equal events give equal states, and a saved event file can be replayed.
 *
 * Counts always add up to the number of actions; a finished action never changes again; when the run has ended, every
 * action has ended in exactly one way. Events of an action that the run does not know are ignored.
 */
export function reduceApply(state: ApplyState, event: ApplyEvent): ApplyState {
  const next = { ...state, latestAt: event.time };
  switch (event.type) {
    case "apply-started":
      return started(event);
    case "action-started":
      return change(next, event.action, { status: "running", startedAt: event.time });
    case "object-written":
      return objectWritten(next, event);
    case "wait-started":
      return change(next, event.action, {
        status: "waiting-for",
        waitsFor: event.text,
        waitingSince: event.time,
        detail: undefined,
      });
    case "wait-progress":
      return change(next, event.action, { detail: event.detail });
    case "wait-finished":
      return change(next, event.action, { status: "running", ...NOT_WAITING });
    case "note":
      return noted(next, event.action, event.text);
    case "retrying":
      return change(next, event.action, { detail: `${event.text}, attempt ${event.attempt}` });
    case "action-finished":
      return change(next, event.action, {
        status: event.outcome === "changed" ? "done" : "unchanged",
        written: event.written,
        finishedAt: event.time,
        ...NOT_WAITING,
      });
    case "action-failed":
      return failed(next, event);
    case "action-skipped":
      return skipped(next, event);
    case "interrupted":
      return event.left.reduce(leave, { ...next, interrupted: true });
    case "apply-finished":
      return finished(next, event);
  }
}

/** `undefined` removes a key. */
type Patch = { readonly [K in keyof ActionProgress]?: ActionProgress[K] | undefined };
const NOT_WAITING = { waitsFor: undefined, waitingSince: undefined, detail: undefined } as const;

function started(event: ApplyEvent<"apply-started">): ApplyState {
  const actions = new Map(event.actions.map((action) => [action.id, notStarted(action)]));
  return {
    ...APPLY_NOT_STARTED,
    mesh: event.mesh,
    digest: event.digest,
    actions,
    counts: { ...NO_COUNTS, waiting: actions.size },
    startedAt: event.time,
    latestAt: event.time,
  };
}

function notStarted({ id, cluster, component, needs, changes }: EventAction): ActionProgress {
  return {
    id,
    cluster,
    component,
    needs,
    status: "waiting",
    objects: changes,
    sent: 0,
    written: 0,
    notes: [],
  };
}

function change(state: ApplyState, id: ActionId, patch: Patch): ApplyState {
  const before = state.actions.get(id);
  if (before === undefined || FINAL.has(before.status)) return state;
  const after = patched(before, patch);
  const counts =
    after.status === before.status
      ? state.counts
      : {
          ...state.counts,
          [before.status]: state.counts[before.status] - 1,
          [after.status]: state.counts[after.status] + 1,
        };
  return { ...state, counts, actions: new Map(state.actions).set(id, after) };
}

function patched(before: ActionProgress, patch: Patch): ActionProgress {
  const { startedAt, finishedAt, waitsFor, waitingSince, detail, because, ...rest } = {
    ...before,
    ...patch,
  };
  return {
    id: rest.id ?? before.id,
    cluster: rest.cluster ?? before.cluster,
    component: rest.component ?? before.component,
    needs: rest.needs ?? before.needs,
    status: rest.status ?? before.status,
    objects: rest.objects ?? before.objects,
    sent: rest.sent ?? before.sent,
    written: rest.written ?? before.written,
    notes: rest.notes ?? before.notes,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ...(waitsFor === undefined ? {} : { waitsFor }),
    ...(waitingSince === undefined ? {} : { waitingSince }),
    ...(detail === undefined ? {} : { detail }),
    ...(because === undefined ? {} : { because }),
  };
}

function objectWritten(state: ApplyState, event: ApplyEvent<"object-written">): ApplyState {
  const action = state.actions.get(event.action);
  if (action === undefined) return state;
  const changed = event.result === "changed" ? 1 : 0;
  return {
    ...change(state, event.action, { sent: action.sent + 1, written: action.written + changed }),
    objectsWritten: state.objectsWritten + changed,
    objectsUnchanged: state.objectsUnchanged + 1 - changed,
  };
}

function noted(state: ApplyState, id: ActionId, text: string): ApplyState {
  const action = state.actions.get(id);
  return action === undefined ? state : change(state, id, { notes: [...action.notes, text] });
}

/** Whether no other action has said the same: an equal note of a hundred clusters is shown once, and summed up at the end. */
export function isFirstOfItsText({ actions }: ApplyState, note: ApplyEvent<"note">): boolean {
  return ![...actions.values()].some(
    ({ id, notes }) => id !== note.action && notes.includes(note.text),
  );
}

function failed(state: ApplyState, event: ApplyEvent<"action-failed">): ApplyState {
  const { action, problem } = event;
  const next = change(state, action, {
    status: "failed",
    finishedAt: event.time,
    ...NOT_WAITING,
  });
  return next === state ? state : { ...next, problems: [...state.problems, { action, problem }] };
}

function skipped(state: ApplyState, event: ApplyEvent<"action-skipped">): ApplyState {
  const because = rootCause(state, event.because);
  return change(state, event.action, { status: "skipped", because, ...NOT_WAITING });
}

/** Walks from a skipped action to the failed one behind it. */
function rootCause(state: ApplyState, id: ActionId): ActionId {
  const action = state.actions.get(id);
  return action?.status === "skipped" && action.because !== undefined ? action.because : id;
}

function leave(state: ApplyState, id: ActionId): ApplyState {
  const status = state.actions.get(id)?.status;
  return status === undefined || FINAL.has(status)
    ? state
    : change(state, id, { status: "left", ...NOT_WAITING });
}

function finished(state: ApplyState, event: ApplyEvent<"apply-finished">): ApplyState {
  const ended = [...state.actions.keys()].reduce(leave, state);
  return {
    ...ended,
    outcome: event.outcome,
    objectsWritten: Math.max(state.objectsWritten, event.objectsWritten),
  };
}

/** Skipped actions by the failed action behind them, in the order of the plan. */
export function skippedByRoot(
  state: ApplyState,
): readonly { readonly because: ActionId; readonly actions: readonly ActionId[] }[] {
  const byRoot = new Map<ActionId, ActionId[]>();
  for (const action of state.actions.values()) {
    if (action.because === undefined) continue;
    byRoot.set(action.because, [...(byRoot.get(action.because) ?? []), action.id]);
  }
  return [...byRoot].map(([because, actions]) => ({ because, actions }));
}

/**
 * The exit code of `apply`: 0 done, 1 failed before any write, 3 partly applied or the lock lost, 4 stale, 130 interrupted. 130
 * wins over 3: a person who pressed Ctrl-C wants to know that it was obeyed.
 */
export function exitCode(
  state: ApplyState,
  { written }: { readonly written: boolean },
): 0 | 1 | 3 | 4 | 130 {
  if (state.interrupted || state.outcome === "interrupted") return 130;
  if (state.outcome === "done") return 0;
  if (state.outcome === "stale") return 4;
  return written || state.objectsWritten > 0 || isLockLost(state) ? 3 : 1;
}

/** Somebody else may be writing by then, so such a run cannot know that nothing is half made, as exit code 1 says. */
function isLockLost({ problems }: ApplyState): boolean {
  return problems.some(({ problem }) => problem.code === "MP9321");
}
