import { expect, test } from "vitest";
import { headText, interruptText, liveRows } from "../../src/ui/live-rows.ts";
import { begin, eventAction, failingRun, fold, id, type Recorder } from "../report/apply-events.ts";

const NOON = Date.UTC(2026, 0, 1, 12, 0, 0);

test("up to three clusters: a row for every running action, with what it waits for and since when", () => {
  const events = failingRun().events;
  const state = fold(events.slice(0, events.findIndex(({ type }) => type === "wait-progress") + 1));
  expect(liveRows(state, Date.parse(state.latestAt) + 5_000)).toEqual([
    {
      key: "cluster1/gateway-address",
      status: "waiting-for",
      label: "cluster1/gateway-address",
      elapsed: "35 s",
      text: "LoadBalancer address of istio-eastwestgateway: no address yet",
    },
  ]);
});

test("from four clusters on: a row for every unfinished cluster, running ones first", () => {
  const names = ["cluster1", "cluster2", "cluster3", "cluster4"];
  const recorder = begin([
    ...names.map((name) => eventAction(`${name}/namespace`, [], 1)),
    eventAction("cluster4/gateway", ["cluster4/namespace"], 5),
    eventAction("cluster4/gateway-address", [], 1),
    eventAction("cluster1/gateway", ["cluster1/namespace"], 5),
  ]);
  for (const part of ["cluster4/namespace", "cluster4/gateway-address", "cluster2/namespace"])
    recorder.push({ type: "action-started", action: id(part) }, 0);
  recorder.push(
    {
      type: "action-finished",
      action: id("cluster2/namespace"),
      outcome: "changed",
      written: 1,
    },
    0,
  );
  expect(
    liveRows(fold(recorder.events), NOON).map(({ label, text }) => `${label}: ${text}`),
  ).toEqual([
    "cluster4: namespace (and 1 more): writing 0 of 1 object",
    "cluster1: 2 to do, waits for its turn",
    "cluster3: 1 to do, waits for its turn",
  ]);
});

test("a waiting row names the need that is still open, not one that has ended", () => {
  const names = ["cluster1", "cluster2", "cluster3", "cluster4"];
  const needs = names.map((name) => `${name}/reader-token`);
  const recorder = begin([
    eventAction("cluster1/control-plane", [], 1),
    ...needs.map((name) => eventAction(name, [], 1)),
    eventAction("cluster1/remote-secrets", ["cluster1/control-plane", ...needs], 3),
  ]);
  const start = (name: string): Recorder =>
    recorder.push({ type: "action-started", action: id(name) }, 0);
  const end = (name: string, outcome: "changed" | "unchanged"): Recorder =>
    start(name).push({ type: "action-finished", action: id(name), outcome, written: 0 }, 0);
  const waiting = (): string | undefined =>
    liveRows(fold(recorder.events), NOON).find(({ status }) => status === "waiting")?.text;

  end("cluster1/control-plane", "changed");
  end("cluster1/reader-token", "unchanged");
  start("cluster3/reader-token");
  expect(waiting()).toBe("1 to do, waits for cluster3/reader-token (and 2 more)");
  end("cluster2/reader-token", "changed");
  end("cluster3/reader-token", "changed");
  start("cluster4/reader-token");
  expect(waiting()).toBe("1 to do, waits for cluster4/reader-token");
  end("cluster4/reader-token", "changed");
  expect(waiting()).toBe("1 to do, waits for its turn");
});

test("the head counts what is done, running, failed and skipped", () => {
  const state = fold(failingRun().events);
  expect(headText(state, NOON + 612_000)).toBe(
    "mesh1: 4 of 7 actions done, 0 running, 1 failed, 2 skipped  10 m 12 s",
  );
});

test("says what the next Ctrl-C does", () => {
  expect(interruptText(0, false)).toBeUndefined();
  expect(interruptText(1, false)).toContain("Ctrl-C again stops at once");
  expect(interruptText(0, true)).toContain("Ctrl-C again stops at once");
  expect(interruptText(2, true)).toBe("Stopping at once.");
});
