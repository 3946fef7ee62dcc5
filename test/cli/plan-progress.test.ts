import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { withProgress } from "../../src/cli/plan-progress.ts";
import type { PlanStep } from "../../src/planner/plan-step.ts";

const STEP: PlanStep = { doing: "compare", done: 12, total: 75 };
const ERASE = "\r\u001b[K";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Work that ends when the test says so; what was written meanwhile, and after it. */
function atWork(transient: boolean, columns = 80) {
  const written: string[] = [];
  const dialogue = { open: false };
  const stderr = { columns, write: (text: string) => written.push(text) };
  let end: (error?: Error) => void = () => undefined;
  const ended = withProgress(
    {
      stderr: stderr as unknown as NodeJS.WriteStream,
      transient,
      dialogue,
      printError: (text) => {
        written.push(`${text}\n`);
        return Promise.resolve();
      },
    },
    (onStep) =>
      new Promise<string>((resolve, reject) => {
        onStep(STEP);
        end = (error) => {
          if (error === undefined) resolve("made");
          else reject(error);
        };
      }),
  );
  return {
    written,
    dialogue,
    ended,
    end: (error?: Error) => {
      end(error);
    },
  };
}

describe("on a terminal", () => {
  test("who gets an answer at once sees nothing else", async () => {
    const work = atWork(true);
    vi.advanceTimersByTime(300);
    work.end();
    expect(await work.ended).toBe("made");
    expect(work.written).toEqual([]);
  });

  test("one line is replaced, never wider than the terminal, and gone at the end", async () => {
    const work = atWork(true, 20);
    vi.advanceTimersByTime(550);
    work.end();
    await work.ended;
    expect(work.written).toEqual([
      `${ERASE}comparing 12 of 75 `,
      `${ERASE}comparing 12 of 75 `,
      ERASE,
    ]);
  });

  test("it does not write over a question", async () => {
    const work = atWork(true);
    work.dialogue.open = true;
    vi.advanceTimersByTime(5_000);
    expect(work.written).toEqual([]);
    work.dialogue.open = false;
    vi.advanceTimersByTime(100);
    expect(work.written).toEqual([`${ERASE}comparing 12 of 75 objects`]);
    work.end();
    await work.ended;
  });

  test("it is gone before an error is told, too", async () => {
    const work = atWork(true);
    vi.advanceTimersByTime(400);
    work.end(new Error("no such cluster"));
    await expect(work.ended).rejects.toThrow("no such cluster");
    expect(work.written.at(-1)).toBe(ERASE);
  });
});

test("elsewhere a line every ten seconds says that it is still at work", async () => {
  const work = atWork(false);
  vi.advanceTimersByTime(9_999);
  expect(work.written).toEqual([]);
  vi.advanceTimersByTime(10_001);
  work.end();
  await work.ended;
  vi.advanceTimersByTime(60_000);
  const line = "comparing 12 of 75 objects\n";
  expect(work.written).toEqual([line, line]);
});
