import { afterEach, beforeEach, expect, test } from "vitest";
import { interrupts } from "../../src/cli/interrupts.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
let before: Map<string, readonly NodeJS.SignalsListener[]>;
beforeEach(() => {
  before = new Map(SIGNALS.map((name) => [name, process.listeners(name)]));
});
afterEach(() => {
  for (const name of SIGNALS)
    for (const listener of process.listeners(name))
      if (before.get(name)?.includes(listener) !== true) process.off(name, listener);
});

test.each(["SIGINT", "SIGTERM"] as const)("%s twice stops at once", (name) => {
  const { signal, abort, release } = interrupts();
  process.emit(name, name);
  expect([signal.aborted, abort.aborted]).toEqual([true, false]);
  process.emit(name, name);
  expect(abort.aborted).toBe(true);
  release();
});

test("HUP comes twice from one terminal, and is one wish: what runs is finished", () => {
  const { signal, abort, release } = interrupts();
  process.emit("SIGHUP", "SIGHUP");
  process.emit("SIGHUP", "SIGHUP");
  expect([signal.aborted, abort.aborted]).toEqual([true, false]);
  process.emit("SIGINT", "SIGINT");
  expect(abort.aborted).toBe(true);
  release();
});

test("a terminal that was lost ends nobody afterwards, and without one every signal is Node's again", () => {
  const { release } = interrupts();
  release();
  for (const name of SIGNALS) expect(process.listeners(name)).toEqual(before.get(name));
  const lost = interrupts();
  process.emit("SIGHUP", "SIGHUP");
  lost.release();
  expect(process.listenerCount("SIGHUP")).toBe((before.get("SIGHUP")?.length ?? 0) + 1);
});
