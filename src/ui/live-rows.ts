import type { ActionProgress, ActionStatus, ApplyState } from "../report/apply-state.ts";
import { durationText, plural } from "../report/layout.ts";

/** One line of the live part: who, since when, what. */
export interface LiveRow {
  readonly key: string;
  readonly status: ActionStatus;
  readonly label: string;
  readonly elapsed: string;
  /** What the action writes, or the name of what it waits for. */
  readonly text: string;
}

/** Widths of the aligned parts of all rows. */
export interface LiveColumns {
  readonly label: number;
  readonly elapsed: number;
}

export function liveColumns(rows: readonly LiveRow[]): LiveColumns {
  return {
    label: Math.max(0, ...rows.map(({ label }) => label.length)),
    elapsed: Math.max(0, ...rows.map(({ elapsed }) => elapsed.length)),
  };
}

/** Up to this many clusters every running action has a row; beyond, every cluster has one, in the order of the file. */
const CLUSTERS_WITH_ALL_ACTIONS = 3;

/** The actions that run and wait now, running before waiting, each part in the order of the plan. */
export function liveRows(state: ApplyState, now: number): readonly LiveRow[] {
  const byCluster = new Map<string, ActionProgress[]>();
  for (const action of state.actions.values())
    byCluster.set(action.cluster, [...(byCluster.get(action.cluster) ?? []), action]);
  if (byCluster.size <= CLUSTERS_WITH_ALL_ACTIONS)
    return [...state.actions.values()].filter(isRunning).map((action) => actionRow(action, now));
  const rows = [...byCluster].flatMap(([cluster, actions]) =>
    clusterRow(cluster, actions, state.actions, now),
  );
  return [
    ...rows.filter(({ status }) => status !== "waiting"),
    ...rows.filter(({ status }) => status === "waiting"),
  ];
}

function isRunning({ status }: ActionProgress): boolean {
  return status === "running" || status === "waiting-for";
}

function actionRow(action: ActionProgress, now: number): LiveRow {
  const since = action.waitingSince ?? action.startedAt;
  return {
    key: action.id,
    status: action.status,
    label: action.id,
    elapsed: since === undefined ? "" : durationText(now - Date.parse(since)),
    text: doing(action),
  };
}

function doing(action: ActionProgress): string {
  const detail = action.detail === undefined ? "" : `: ${action.detail}`;
  if (action.status === "waiting-for") return `${action.waitsFor ?? ""}${detail}`;
  if (action.objects === 0) return `checking${detail}`;
  return `writing ${action.sent} of ${plural(action.objects, "object")}${detail}`;
}

function clusterRow(
  cluster: string,
  actions: readonly ActionProgress[],
  all: ApplyState["actions"],
  now: number,
): readonly LiveRow[] {
  const [first, ...others] = actions.filter(isRunning);
  if (first !== undefined) {
    const row = actionRow(first, now);
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
    const step = first.id.slice(cluster.length + 1);
    return [{ ...row, key: cluster, label: cluster, text: `${step}${more}: ${row.text}` }];
  }
  const waiting = actions.filter(({ status }) => status === "waiting");
  const [next] = waiting;
  if (next === undefined) return [];
  const text = `${waiting.length} to do, waits for ${openNeeds(next, all)}`;
  return [{ key: cluster, status: "waiting", label: cluster, elapsed: "", text }];
}

/** The needs that hold a waiting action up because they have not ended: running ones before waiting ones. */
function openNeeds({ needs }: ActionProgress, all: ApplyState["actions"]): string {
  const open = needs.flatMap((id) => {
    const need = all.get(id);
    return need === undefined || need.status === "done" || need.status === "unchanged"
      ? []
      : [need];
  });
  const first = open.find(isRunning) ?? open[0];
  if (first === undefined) return "its turn";
  return open.length === 1 ? first.id : `${first.id} (and ${open.length - 1} more)`;
}

/** The head of the live part: `mesh1: 4 of 17 actions done, 2 running, 1 failed  12 s`. */
export function headText(state: ApplyState, now: number): string {
  const { counts, actions } = state;
  const parts = [
    `${counts.done + counts.unchanged} of ${actions.size} actions done`,
    `${counts.running + counts["waiting-for"]} running`,
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
  ];
  const elapsed = state.startedAt === "" ? "" : durationText(now - Date.parse(state.startedAt));
  return `${state.mesh}: ${parts.join(", ")}  ${elapsed}`;
}

/** The effect of Ctrl-C, or undefined. */
export function interruptText(interrupts: number, interrupted: boolean): string | undefined {
  if (interrupts >= 2) return "Stopping at once.";
  return interrupts === 1 || interrupted
    ? "Interrupted: finishing writes in flight; Ctrl-C again stops at once."
    : undefined;
}
