import type { ApplyEvent } from "../src/executors/events.ts";
import { type Interval, uncovered } from "./intervals.ts";

/** A request of an apply, from the call to its answer, and the action whose object it wrote. */
export interface WriteRequest extends Interval {
  readonly action: string;
  readonly object: string;
}

/** Where the time of one action went, in milliseconds. */
export interface ActionTime {
  readonly action: string;
  readonly wall: number;
  /** Of it neither a request of the action was on its way, nor a wait of it open. */
  readonly own: number;
}

/**
 * Splits the time of every action that finished.
 *
 * An object that had to be sent again counts as on its way until the last answer: the pauses between are the cluster's.
 * Requests of a wait lie inside the wait.
 */
export function actionTimes(
  events: readonly ApplyEvent[],
  requests: readonly WriteRequest[],
): readonly ActionTime[] {
  const started = new Map<string, number>();
  const away = new Map<string, Interval[]>();
  const waiting = new Map<string, number>();
  const add = (action: string, interval: Interval): void => {
    away.set(action, [...(away.get(action) ?? []), interval]);
  };
  for (const request of objectsAway(requests)) add(request.action, request);
  const times: ActionTime[] = [];
  for (const event of events) {
    const at = Date.parse(event.time);
    if (event.type === "action-started") started.set(event.action, at);
    if (event.type === "wait-started") waiting.set(`${event.action} ${event.text}`, at);
    if (event.type === "wait-finished")
      add(event.action, { from: waiting.get(`${event.action} ${event.text}`) ?? at, to: at });
    if (event.type !== "action-finished") continue;
    const { action } = event;
    const whole = { from: started.get(action) ?? at, to: at };
    const own = uncovered(whole, away.get(action) ?? []);
    times.push({ action, wall: at - whole.from, own });
  }
  return times;
}

/** How long of the whole run nothing at all was on its way or waited for: meshplan alone held it up. */
export function idleTime(events: readonly ApplyEvent[], requests: readonly WriteRequest[]): number {
  const times = events.map(({ time }) => Date.parse(time));
  const [from, to] = [times[0], times.at(-1)];
  if (from === undefined || to === undefined) return 0;
  const waits = events.flatMap((event, index) => {
    if (event.type !== "wait-started") return [];
    const end = events
      .slice(index)
      .find(
        (later) =>
          later.type === "wait-finished" &&
          later.action === event.action &&
          later.text === event.text,
      );
    return end === undefined ? [] : [{ from: Date.parse(event.time), to: Date.parse(end.time) }];
  });
  return uncovered({ from, to }, [...objectsAway(requests), ...waits]);
}

/** One interval an object, from its first request to its last answer. */
function objectsAway(requests: readonly WriteRequest[]): readonly WriteRequest[] {
  const away = new Map<string, WriteRequest>();
  for (const request of requests) {
    const key = `${request.action} ${request.object}`;
    const before = away.get(key);
    const from = Math.min(before?.from ?? request.from, request.from);
    away.set(key, { ...request, from, to: Math.max(before?.to ?? request.to, request.to) });
  }
  return [...away.values()];
}
