import { describe, expect, test } from "vitest";
import { showApply } from "../../src/cli/show-apply.ts";
import type { Output } from "../../src/cli/output.ts";
import type { ApplyEvent } from "../../src/executors/events.ts";
import { eventJson } from "../../src/report/events-json.ts";
import { heartbeat } from "../../src/report/lines.ts";
import { printableLines } from "../../src/util/printable.ts";
import { shown } from "../../src/report/shown.ts";
import { ALL_HOSTILE, complaints, HOSTILE, textPaths, withTexts } from "../hostile.ts";
import { failingRun, fold, id, interruptedRun } from "../report/apply-events.ts";

/** Words of ours, and times. */
const WORDS = /\.(type|time|verb|result|outcome|code)$/;

const RUNS = [failingRun().events, interruptedRun().events].map((events) => [
  ...events.slice(0, -1),
  { type: "note", action: id("cluster1/gateway"), text: "a note", seq: 98, time: "" } as const,
  ...events.slice(-1),
]);

/** What a build server's log holds after a run. */
async function printed(events: readonly ApplyEvent[], json: boolean): Promise<string> {
  const texts: string[] = [];
  const output = {
    interactive: false,
    print: (text: string) => {
      texts.push(text.endsWith("\n") ? text : `${text}\n`);
      return Promise.resolve();
    },
  } as Partial<Output> as Output;
  await showApply(replayed(events), {
    output,
    format: json ? "json" : "text",
    interrupt: () => undefined,
    resume: "meshplan apply p.plan",
    clock: { now: () => 0, sleep: () => Promise.resolve() },
  });
  return texts.join("");
}

async function* replayed(events: readonly ApplyEvent[]): AsyncGenerator<ApplyEvent> {
  for (const event of events) yield Promise.resolve(event);
}

function evil(events: readonly ApplyEvent[], path: string | undefined, hostile: string) {
  return events.map((event) =>
    withTexts(event, (at, text) => {
      if (WORDS.test(at)) return undefined;
      return path === undefined || path === at ? text + hostile : undefined;
    }),
  );
}

async function judged(events: readonly ApplyEvent[]): Promise<readonly string[]> {
  const beat = printableLines(heartbeat(fold(events.slice(0, -2).map(shown)), 0));
  const texts = [await printed(events, false), await printed(events, true), beat];
  return [...texts, ...events.map(eventJson)].flatMap((text) => complaints(text));
}

describe("hostile text in the events of a run", () => {
  test.each(HOSTILE)("%j in every field at once, as lines, JSON and heartbeat", async (hostile) => {
    for (const events of RUNS) expect(await judged(evil(events, undefined, hostile))).toEqual([]);
  });

  test("all of it in each field alone", async () => {
    const paths = new Set(
      RUNS.flat()
        .flatMap(textPaths)
        .filter((path) => !WORDS.test(path)),
    );
    expect(paths.size).toBeGreaterThan(15);
    for (const events of RUNS)
      for (const path of paths)
        for (const hostile of [ALL_HOSTILE, "\n::error::injected"]) {
          const wrong = await judged(evil(events, path, hostile));
          expect({ path, wrong }).toEqual({ path, wrong: [] });
        }
  });

  test("adds no line to the log that looks like meshplan's", async () => {
    for (const events of RUNS) {
      const log = await printed(evil(events, undefined, "\nApply complete: 75 written."), false);
      expect(log).not.toMatch(/^Apply complete/m);
    }
  });

  test("JSON lines keep every character of it", async () => {
    for (const events of RUNS) {
      const bad = evil(events, undefined, ALL_HOSTILE);
      const lines = (await printed(bad, true)).trimEnd().split("\n");
      expect(lines.map((line): unknown => JSON.parse(line))).toEqual(
        bad.map((event): unknown => JSON.parse(JSON.stringify(event))),
      );
    }
  });
});
