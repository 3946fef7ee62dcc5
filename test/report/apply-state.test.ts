import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ACTION_STATUSES,
  APPLY_NOT_STARTED,
  type ApplyState,
  exitCode,
  reduceApply,
  skippedByRoot,
} from "../../src/report/apply-state.ts";
import {
  begin,
  completeRun,
  failingRun,
  fold,
  id,
  interruptedRun,
  randomRun,
} from "./apply-events.ts";

function recount(state: ApplyState): Record<string, number> {
  return Object.fromEntries(
    ACTION_STATUSES.map((status) => [
      status,
      [...state.actions.values()].filter((action) => action.status === status).length,
    ]),
  );
}

describe("folding the events of an apply", () => {
  test("counts add up after every event", () => {
    fc.assert(
      fc.property(randomRun(), (events) => {
        let state = APPLY_NOT_STARTED;
        for (const event of events) {
          state = reduceApply(state, event);
          expect(state.counts).toEqual(recount(state));
        }
      }),
    );
  });

  test("every action ends in exactly one way", () => {
    fc.assert(
      fc.property(randomRun(), (events) => {
        const { counts, actions } = fold(events);
        expect(counts.waiting + counts.running + counts["waiting-for"]).toBe(0);
        expect(counts.done + counts.unchanged + counts.failed + counts.skipped + counts.left).toBe(
          actions.size,
        );
      }),
    );
  });

  test("a finished action never changes again", () => {
    fc.assert(
      fc.property(randomRun(), (events) => {
        let state = APPLY_NOT_STARTED;
        for (const event of events) {
          const next = reduceApply(state, event);
          for (const [key, before] of state.actions)
            if (["done", "unchanged", "failed", "skipped"].includes(before.status))
              expect(next.actions.get(key)).toBe(before);
          state = next;
        }
      }),
    );
  });

  test("root causes failed themselves, they are never skipped actions", () => {
    fc.assert(
      fc.property(randomRun(), (events) => {
        const state = fold(events);
        for (const { because } of skippedByRoot(state))
          expect(state.actions.get(because)?.status).toBe("failed");
        expect(state.problems).toHaveLength(state.counts.failed);
      }),
    );
  });

  test("folding does not change the state it starts from", () => {
    const [first, second] = completeRun().events;
    if (first === undefined || second === undefined) throw new Error("internal: empty run");
    const before = reduceApply(APPLY_NOT_STARTED, first);
    const copy = structuredClone(before);
    reduceApply(before, second);
    expect(before).toEqual(copy);
  });

  test("says what an action waits for, and since when", () => {
    const recorder = begin();
    recorder.push({ type: "action-started", action: id("cluster1/namespace") });
    recorder.push({ type: "wait-started", action: id("cluster1/namespace"), text: "rain" });
    expect(fold(recorder.events).actions.get(id("cluster1/namespace"))).toMatchObject({
      status: "waiting-for",
      waitsFor: "rain",
      waitingSince: "2026-01-01T12:00:02.000Z",
    });
    recorder.push({ type: "wait-finished", action: id("cluster1/namespace"), text: "rain" });
    const after = fold(recorder.events).actions.get(id("cluster1/namespace"));
    expect(after?.status).toBe("running");
    expect(after).not.toHaveProperty("waitsFor");
  });

  test("ignores events of actions it does not know", () => {
    const before = begin();
    const state = fold(before.events);
    before.push({ type: "action-started", action: id("cluster9/namespace") }, 0);
    expect(fold(before.events).actions).toEqual(state.actions);
  });
});

describe("the exit code of apply", () => {
  const codes = (run: { readonly events: readonly Parameters<typeof reduceApply>[1][] }) =>
    [false, true].map((written) => exitCode(fold(run.events), { written }));

  test("is 0 when everything is done, written or not", () => {
    expect(codes(completeRun())).toEqual([0, 0]);
  });
  test("is 3 when something was written before it failed", () => {
    expect(codes(failingRun())).toEqual([3, 3]);
  });
  test("is 1 when it failed before any write, and 3 when an earlier step wrote", () => {
    const run = begin().push({ type: "apply-finished", outcome: "failed", objectsWritten: 0 });
    expect(codes(run)).toEqual([1, 3]);
  });
  test("is 3 when the lock was lost, written or not: others may have written", () => {
    const run = begin()
      .push({ type: "action-started", action: id("cluster1/namespace") })
      .push({
        type: "action-failed",
        action: id("cluster1/namespace"),
        problem: { code: "MP9321", message: "the lock of cluster1 is another's", nextSteps: [] },
      })
      .push({ type: "apply-finished", outcome: "failed", objectsWritten: 0 });
    expect(codes(run)).toEqual([3, 3]);
  });
  test("is 130 when it was interrupted, also when something failed", () => {
    expect(codes(interruptedRun())).toEqual([130, 130]);
    const failed = failingRun().events.slice(0, -1);
    const run = begin();
    run.events.splice(0, 1, ...failed);
    run.push({ type: "interrupted", running: [], left: [] });
    run.push({ type: "apply-finished", outcome: "failed", objectsWritten: 0 });
    expect(codes(run)).toEqual([130, 130]);
  });
});
