import { describe, expect, test } from "vitest";
import type { ApplyEvent } from "../../src/executors/events.ts";
import { APPLY_NOT_STARTED, reduceApply } from "../../src/report/apply-state.ts";
import { eventJson } from "../../src/report/events-json.ts";
import { eventLines, heartbeat } from "../../src/report/lines.ts";
import { applySummary } from "../../src/report/summary.ts";
import {
  completeRun,
  failingRun,
  fold,
  id,
  interruptedRun,
  quietRun,
  ROOT_NOTE,
} from "./apply-events.ts";

const resume = "meshplan apply p.plan";

function log(events: readonly ApplyEvent[]): string {
  let state = APPLY_NOT_STARTED;
  const lines = events.flatMap((event) => {
    state = reduceApply(state, event);
    return eventLines(state, event, { resume });
  });
  return `${lines.join("\n")}\n`;
}

describe("the log of an apply", () => {
  test("of a run that does everything", async () => {
    await expect(log(completeRun().events)).toMatchFileSnapshot("goldens/lines-complete.txt");
  });
  test("of a run in which one action fails", async () => {
    await expect(log(failingRun().events)).toMatchFileSnapshot("goldens/lines-failed.txt");
  });
  test("of a run that is interrupted", async () => {
    await expect(log(interruptedRun().events)).toMatchFileSnapshot("goldens/lines-interrupted.txt");
  });
  test("of a run in which most actions have nothing to write: they are a count, and notes stand at its end", async () => {
    await expect(log(quietRun().events)).toMatchFileSnapshot("goldens/lines-quiet.txt");
  });
  test("holds no line with a break in it", () => {
    for (const run of [completeRun(), failingRun(), interruptedRun(), quietRun()])
      for (const line of applySummary(fold(run.events), { resume })) expect(line).not.toMatch(/\n/);
  });
});

test("whatever a run says in notes stands in its summary, whole, however the run ends", () => {
  for (const run of [completeRun(), failingRun(), interruptedRun()]) {
    const [first, ...rest] = run.events;
    if (first === undefined) throw new Error("internal: empty run");
    const note = {
      ...first,
      type: "note",
      action: id("cluster1/namespace"),
      text: ROOT_NOTE,
    } as const;
    expect(applySummary(fold([first, note, ...rest]), { resume })).toContain(
      `note: cluster1/namespace: ${ROOT_NOTE}`,
    );
  }
});

test("a run that ends well names what is left over, and one that fails has other worries", () => {
  const leftOver = "Left over: 2 objects that the file does not ask for.";
  const lastOf = ({ events }: { readonly events: readonly ApplyEvent[] }): string | undefined =>
    applySummary(fold(events), { resume, leftOver }).at(-1);
  expect(lastOf(completeRun())).toBe(leftOver);
  expect(lastOf(failingRun())).not.toBe(leftOver);
});

test("the heartbeat says what is running and waited for, and nothing of the rest", () => {
  const events = failingRun().events;
  const waiting = events.findIndex(({ type }) => type === "wait-progress");
  const state = fold(events.slice(0, waiting + 1));
  expect(heartbeat(state, Date.parse(state.latestAt) + 10_000)).toEqual([
    "cluster1/gateway-address: still waiting for LoadBalancer address of istio-eastwestgateway (40 s): no address yet",
  ]);
  expect(heartbeat(fold(events), 0)).toEqual([]);
});

test("an event is one line of JSON that starts with its type", () => {
  const [event] = completeRun().events;
  if (event === undefined) throw new Error("internal: empty run");
  const line = eventJson(event);
  expect(line).toMatch(
    /^\{"type":"apply-started","seq":1,"time":"2026-01-01T12:00:00.000Z",.*\}\n$/,
  );
  expect(JSON.parse(line)).toEqual(event);
});
