import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { appliedBefore, type ClusterRecord } from "../../src/executors/lock/applied-before.ts";
import {
  freeLease,
  heldLease,
  type RecordedRun,
  readLease,
} from "../../src/executors/lock/lease.ts";
import type { ApplyOutcome } from "../../src/executors/events.ts";
import { Machine, Steps } from "./steps.ts";

const PLAN = { digest: "sha256:1", made: "2026-01-01T00:00:00.000Z" };
const holder = {
  id: "run",
  process: new Machine(new Steps(() => 0, { patient: true }), "ci-1").start().self,
};

/** ISO 8601 of a minute after the plan was made. */
const after = (minutes: number): string =>
  new Date(Date.parse(PLAN.made) + minutes * 60_000).toISOString();

const run = (outcome: ApplyOutcome, at: number, other: Partial<RecordedRun> = {}): RecordedRun => ({
  plan: PLAN.digest,
  made: PLAN.made,
  mesh: "mesh1",
  outcome,
  finished: after(at),
  run: `run-${String(at)}`,
  host: "ci-1",
  ...other,
});

/** What a cluster remembers after these runs, each of which took its lease and gave it back. */
function remembered(cluster: string, runs: readonly RecordedRun[]): ClusterRecord {
  let state = readLease(heldLease(undefined, holder, { since: 0, now: 0 }));
  for (const one of runs) {
    state = readLease(freeLease(state, one));
    state = readLease(heldLease(state, holder, { since: 0, now: 0 }));
  }
  return { cluster, isNew: state.epoch === 1, runs: state.runs };
}

/** Runs of one plan or of many others, minute after minute. */
const history = fc
  .array(
    fc.record({
      own: fc.boolean(),
      outcome: fc.constantFrom<ApplyOutcome>("done", "failed", "interrupted", "stale"),
    }),
    { maxLength: 60 },
  )
  .map((runs) =>
    runs.map(({ own, outcome }, index) =>
      run(outcome, index + 1, own ? {} : { plan: `sha256:of ${String(index)}` }),
    ),
  );

const wasDone = (runs: readonly RecordedRun[]): boolean =>
  runs.some((one) => one.plan === PLAN.digest && one.outcome === "done");

describe("whether a saved plan was applied before", () => {
  test("is never denied by clusters in which it was, whatever ran since", () => {
    fc.assert(
      fc.property(fc.array(history, { minLength: 1, maxLength: 4 }), (histories) => {
        const all = histories.map((runs) => [run("done", 0), ...runs]);
        const records = all.map((runs, index) => remembered(`c${String(index)}`, runs));
        const { kind } = appliedBefore(records, PLAN);
        expect(["yes", "forgotten"]).toContain(kind);
      }),
    );
  });

  test("is denied where one cluster knows that it was not, or that it did not come to its end", () => {
    fc.assert(
      fc.property(
        fc.array(history, { maxLength: 3 }),
        history.filter((runs) => !wasDone(runs)),
        fc.nat(19),
        (others, runs, few) => {
          const unfinished = [...runs, run("failed", 100)];
          const untouched = runs.filter((one) => one.plan !== PLAN.digest).slice(0, few);
          for (const own of [unfinished, untouched]) {
            const all = [...others, own].map((one, index) => remembered(`c${String(index)}`, one));
            expect(["no", "partly"]).toContain(appliedBefore(all, PLAN).kind);
          }
        },
      ),
    );
  });

  test("does not depend on how often an unfinished run was tried", () => {
    const tries = Array.from({ length: 50 }, (_, at) => run("failed", at));
    expect(remembered("east", tries).runs).toEqual([run("failed", 49)]);
    expect(appliedBefore([remembered("east", tries)], PLAN)).toEqual({ kind: "no" });
    const done = remembered("east", [run("done", 0), ...tries]);
    expect(done.runs).toEqual([run("done", 0), run("failed", 49)]);
    expect(appliedBefore([done], PLAN)).toMatchObject({ kind: "yes" });
  });

  test("is asked of one plan, not of its content", () => {
    const east = remembered("east", [run("done", 1)]);
    expect(appliedBefore([east], { ...PLAN, made: after(5) })).toEqual({ kind: "no" });
    const unsaved = { ...run("done", 2), made: undefined };
    const { made: _, ...fromFile } = unsaved;
    expect(appliedBefore([remembered("east", [fromFile])], PLAN)).toEqual({ kind: "no" });
  });

  test("names each run that did it, and the clusters that do not know", () => {
    const [east, west] = [
      remembered("east", [run("done", 1), run("done", 9)]),
      remembered("west", [run("done", 1)]),
    ];
    expect(appliedBefore([east, west], PLAN)).toEqual({
      kind: "yes",
      told: [
        { clusters: ["west"], run: run("done", 1) },
        { clusters: ["east"], run: run("done", 9) },
      ],
    });
    const gone = remembered("north", []);
    expect(appliedBefore([west, gone], PLAN)).toEqual({
      kind: "partly",
      told: [{ clusters: ["west"], run: run("done", 1) }],
      others: [gone],
    });
    expect(gone.isNew).toBe(true);
  });

  test("is nothing that a plan without locks is asked", () => {
    expect(appliedBefore([], PLAN)).toEqual({ kind: "no" });
  });

  test.each([
    ["says something else", "["],
    ["is no list", "{}"],
    ["has runs of another form", '[1, null, {"outcome": "done"}, {"outcome": "new", "plan": "x"}]'],
  ])("is read from a record that %s", (_, text) => {
    const lease = heldLease(undefined, holder, { since: 0, now: 0 });
    const annotations = { ...lease.metadata.annotations, "meshplan.dev/runs": text };
    const { runs } = readLease({ ...lease, metadata: { ...lease.metadata, annotations } });
    expect(appliedBefore([{ cluster: "east", isNew: false, runs }], PLAN)).toEqual({ kind: "no" });
  });
});
