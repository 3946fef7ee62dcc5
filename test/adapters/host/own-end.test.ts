import { afterEach, describe, expect, test, vi } from "vitest";
import { atOwnEnd } from "../../../src/adapters/host/own-end.ts";
import { runProcess } from "../../../src/adapters/host/process.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const listeners = (): readonly number[] =>
  ["exit", ...SIGNALS].map((name) => process.listenerCount(name));

const calledOff: (() => void)[] = [];
afterEach(() => {
  for (const callOff of calledOff.splice(0)) callOff();
  vi.restoreAllMocks();
});
function undoing(undo: () => void): () => void {
  const callOff = atOwnEnd(undo);
  calledOff.push(callOff);
  return callOff;
}

describe("what is undone at the end of the process", () => {
  test.each(SIGNALS)("is all undone at %s, which then ends the process once", (signal) => {
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    const undone: string[] = [];
    undoing(() => undone.push("a file"));
    undoing(() => {
      throw new Error("cannot");
    });
    undoing(() => undone.push("a program"));
    process.emit(signal, signal);
    expect(undone).toEqual(["a file", "a program"]);
    expect(kill.mock.calls).toEqual([[process.pid, signal]]);
  });

  test("is left alone where somebody else listens, even once", () => {
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    const [undo, heard] = [vi.fn(), vi.fn()];
    undoing(undo);
    process.once("SIGTERM", heard);
    process.emit("SIGTERM", "SIGTERM");
    expect(heard).toHaveBeenCalledOnce();
    expect(undo).not.toHaveBeenCalled();
    expect(kill).not.toHaveBeenCalled();
  });

  test("has one listener, however much it is, and none when it is called off", () => {
    const before = listeners();
    const many = Array.from({ length: 30 }, () => undoing(() => undefined));
    expect(listeners()).toEqual(before.map((count) => count + 1));
    for (const callOff of [...many, ...many]) callOff();
    expect(listeners()).toEqual(before);
  });

  test("is nothing where a program could not be started", async () => {
    const before = listeners();
    const limits = { timeoutMilliseconds: 20_000, outputLimit: 1000, env: process.env };
    await expect(runProcess(process.execPath, ["\0"], limits)).rejects.toThrow("null bytes");
    await runProcess("/nowhere/program", [], limits);
    expect(listeners()).toEqual(before);
  });
});
