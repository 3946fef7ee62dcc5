import { expect } from "vitest";
import type { ApplyEvent } from "../../src/executors/events.ts";

/** Reads a run to its end. */
export async function collect(events: AsyncIterable<ApplyEvent>): Promise<readonly ApplyEvent[]> {
  const all: ApplyEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** How each action ended: the outcome, `failed`, `skipped because X` or `left`. */
export function outcomesOf(events: readonly ApplyEvent[]): Readonly<Record<string, string>> {
  const outcomes: Record<string, string> = {};
  for (const event of events) {
    if (event.type === "action-finished") outcomes[event.action] = event.outcome;
    if (event.type === "action-failed") outcomes[event.action] = `failed ${event.problem.code}`;
    if (event.type === "action-skipped") outcomes[event.action] = `skipped by ${event.because}`;
    if (event.type === "interrupted") {
      for (const id of event.left) outcomes[id] = "left";
      for (const id of event.running) outcomes[id] = "left after its writes";
    }
  }
  return outcomes;
}

/** What holds for every run, whatever happens in it. */
export function expectLaws(events: readonly ApplyEvent[]): void {
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
  const [first] = events;
  if (first?.type !== "apply-started") throw new Error("the first event must be apply-started");
  expect(events.filter((event) => event.type === "apply-finished")).toEqual([events.at(-1)]);

  const needs = new Map(first.actions.map((action) => [action.id, action.needs]));
  const started = new Set<string>();
  const finished = new Set<string>();
  const ended = new Set<string>();
  const failed = new Set<string>();
  const writing = new Set<string>();
  const end = (id: string) => {
    expect(ended, `${id} ends once`).not.toContain(id);
    ended.add(id);
  };
  for (const event of events) {
    if (event.type === "action-started") {
      expect(started).not.toContain(event.action);
      for (const need of needs.get(event.action) ?? [])
        expect(finished, `${event.action} started before ${need} was done`).toContain(need);
      started.add(event.action);
    }
    if ("action" in event && event.type !== "action-skipped") {
      expect(started, `${event.type} of an action that never started`).toContain(event.action);
      expect(ended, `${event.type} after the end of ${event.action}`).not.toContain(event.action);
    }
    if (event.type === "action-finished") {
      end(event.action);
      finished.add(event.action);
    }
    if (event.type === "action-failed") {
      end(event.action);
      failed.add(event.action);
    }
    if (event.type === "action-skipped") {
      end(event.action);
      expect(started).not.toContain(event.action);
      expect(failed, "skipped names a root cause").toContain(event.because);
      expect([...ancestors(event.action, needs)]).toContain(event.because);
    }
    if (event.type === "interrupted") for (const id of event.left) end(id);
    if (event.type === "interrupted") {
      for (const id of event.running) {
        expect(started).toContain(id);
        expect(ended).not.toContain(id);
        writing.add(id);
      }
      const open = [...started].filter((id) => !ended.has(id));
      expect([...writing].sort(), "what runs is either left or still writes").toEqual(open.sort());
    }
    if (event.type === "wait-started") expect(writing).not.toContain(event.action);
  }
  // What had writes on their way, and would have waited after them, ends without an event of its own.
  for (const id of writing) ended.add(id);
  expect([...ended].sort()).toEqual([...needs.keys()].sort());
}

function ancestors(
  id: string,
  needs: ReadonlyMap<string, readonly string[]>,
  found = new Set<string>(),
): ReadonlySet<string> {
  for (const need of needs.get(id) ?? [])
    if (!found.has(need)) {
      found.add(need);
      ancestors(need, needs, found);
    }
  return found;
}
