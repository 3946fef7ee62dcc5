import { afterEach, describe, expect, test, vi } from "vitest";
import type { ApplyEvent } from "../../src/executors/events.ts";
import type { ApplyState } from "../../src/report/apply-state.ts";
import {
  begin,
  completeRun,
  eventAction,
  failingRun,
  id,
  quietRun,
  type Recorder,
} from "../report/apply-events.ts";
import { HOSTILE, withTexts } from "../hostile.ts";
import { FakeTerminal } from "./fake-terminal.ts";
import { EventFeed } from "./gate.ts";

// Ink asks once, while it is loaded, whether it runs on a build server, and draws nothing there.
vi.hoisted(() => {
  process.env["CI"] = "false";
});
const { runApplyUi } = await import("../../src/ui/run-apply-ui.tsx");

const START = Date.UTC(2026, 0, 1, 12, 0, 0);

class Session {
  readonly terminal: FakeTerminal;
  readonly feed = new EventFeed();
  readonly interrupts: number[] = [];
  now = START;
  readonly done: Promise<ApplyState>;

  constructor(columns: number, rows: number) {
    this.terminal = new FakeTerminal(columns, rows);
    this.terminal.stdout.write("$ meshplan apply mesh.yaml\nTHE PLAN\n");
    this.done = runApplyUi({
      events: this.feed,
      stdout: this.terminal.stdout,
      stdin: this.terminal.stdin,
      onInterrupt: (count) => this.interrupts.push(count),
      color: true,
      ascii: false,
      resume: "meshplan apply p.plan",
      print: (text) => {
        this.terminal.stdout.write(`${text}\n`);
        return Promise.resolve();
      },
      now: () => this.now,
    });
  }

  /** Sends events and waits until the screen holds `text`. */
  async shows(text: string, events: readonly ApplyEvent[] = []): Promise<readonly string[]> {
    this.feed.send(...events);
    await vi.waitFor(
      async () => {
        expect((await this.terminal.screen()).join("\n")).toContain(text);
      },
      { timeout: 10_000, interval: 20 },
    );
    return await this.terminal.screen();
  }

  async end(): Promise<readonly string[]> {
    this.feed.close();
    await this.done;
    return await this.terminal.all();
  }
}

const sessions: Session[] = [];
function session(columns: number, rows: number): Session {
  const made = new Session(columns, rows);
  sessions.push(made);
  return made;
}
afterEach(async () => {
  for (const { feed, done } of sessions.splice(0)) {
    feed.close();
    await done.catch(() => undefined);
  }
});

/** `count` clusters, all of them waiting for the same thing. */
function manyRunning(count: number): Recorder {
  const names = Array.from({ length: count }, (_, index) => `cluster${index + 1}/control-plane`);
  const recorder = begin(names.map((name) => eventAction(name, [], 22)));
  for (const name of names) recorder.push({ type: "action-started", action: id(name) }, 0);
  for (const name of names)
    recorder.push(
      {
        type: "wait-started",
        action: id(name),
        text: "Deployment istio-system/istiod to be available",
      },
      0,
    );
  return recorder;
}

/** Lines that Ink's live part consists of. */
const isLive = (line: string): boolean => /^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] |actions done|^ {2}… /.test(line);

describe("the apply screen", () => {
  test.each([
    [80, 24],
    [120, 50],
  ])("shows what runs and what it waits for at %i x %i", async (columns, rows) => {
    const run = session(columns, rows);
    const events = failingRun().events;
    run.now = START + 8_000;
    const upTo = events.findIndex(({ type }) => type === "wait-started") + 1;
    const screen = await run.shows("LoadBalancer", events.slice(0, upTo));
    await expect(frozen(screen)).toMatchFileSnapshot(`goldens/running-${columns}x${rows}.txt`);
  });

  test.each([
    [80, 24, "failed", failingRun],
    [80, 24, "complete", completeRun],
    [80, 24, "quiet", quietRun],
  ] as const)("leaves the transcript and the summary at %i x %i: %s", async (c, r, name, make) => {
    const run = session(c, r);
    run.feed.send(...make().events);
    const all = await run.end();
    await expect(frozen(all)).toMatchFileSnapshot(`goldens/ended-${name}.txt`);
  });

  test.each([10, 24, 50])("is never taller than a window of %i rows", async (rows) => {
    const run = session(80, rows);
    const screen = await run.shows("0 of 60 actions done, 60 running", manyRunning(60).events);
    const live = screen.filter(isLive);
    expect(live.length).toBeLessThanOrEqual(rows - 1);
    expect(live.at(-1)).toMatch(/… \d+ more/);
    const all = await run.terminal.all();
    expect(all[0]).toBe("$ meshplan apply mesh.yaml");
    expect(all.filter((line) => line.includes("actions done"))).toHaveLength(1);
  });

  test("keeps what was there when the window shrinks and grows while it runs", async () => {
    const run = session(100, 40);
    await run.shows("0 of 60 actions done", manyRunning(60).events);
    for (const [columns, rows] of [
      [100, 12],
      [60, 10],
      [120, 50],
      [80, 24],
    ] as const) {
      await run.terminal.resize(columns, rows);
      const screen = await run.shows("0 of 60 actions done");
      expect(screen.filter(isLive).length).toBeLessThanOrEqual(rows);
      const all = await run.terminal.all();
      expect(all).toContain("$ meshplan apply mesh.yaml");
      expect(all).toContain("THE PLAN");
    }
  });

  test.each([40, 80, 200])("cuts no note in a window of %i columns", async (columns) => {
    const run = session(columns, 24);
    const path = `trust/${"long-name-".repeat(30)}/root.pem`;
    const text = `made ${path}: keep a copy where nobody else reads it`;
    const recorder = manyRunning(2);
    recorder.push({ type: "note", action: id("cluster1/control-plane"), text });
    await run.shows("reads it", recorder.events);
    const drawn = (await run.terminal.all()).join("").replace(/\s/g, "");
    expect(drawn).toContain(text.replace(/\s/g, ""));
    await run.end();
  });

  test("a flood of events costs few writes and loses none", async () => {
    const run = session(80, 24);
    const names = Array.from({ length: 300 }, (_, index) => `cluster${index}/namespace`);
    const recorder = begin(names.map((name) => eventAction(name, [], 1)));
    for (const name of names) {
      recorder.push({ type: "action-started", action: id(name) }, 0);
      recorder.push(
        { type: "action-finished", action: id(name), outcome: "changed", written: 1 },
        0,
      );
    }
    run.feed.send(...recorder.events);
    const all = await run.end();
    for (const name of names)
      expect(all.filter((line) => line.includes(`${name}  `))).toHaveLength(1);
  });
});

describe("Ctrl-C on the apply screen", () => {
  test("asks once to finish and twice to stop, and says so", async () => {
    const run = session(80, 24);
    await run.shows("0 of 2 actions done", manyRunning(2).events);
    expect(run.terminal.rawMode).toBe(true);
    run.terminal.type("\u0003");
    await run.shows("finishing writes in flight; Ctrl-C again stops at once");
    expect(run.interrupts).toEqual([1]);
    run.terminal.type("x\u0003");
    await run.shows("Stopping at once.");
    expect(run.interrupts).toEqual([1, 2]);
    await run.end();
    expect(run.terminal.rawMode).toBe(false);
  });

  test("an interrupt from outside is shown as well", async () => {
    const run = session(80, 24);
    const recorder = manyRunning(2);
    recorder.push({ type: "interrupted", running: [], left: [] });
    await run.shows("Interrupted: finishing writes in flight", recorder.events);
    expect(run.interrupts).toEqual([]);
  });
});

test("gives back the terminal and throws what the events throw", async () => {
  const run = session(80, 24);
  await run.shows("0 of 2 actions done", manyRunning(2).events);
  run.feed.close(new Error("internal: broken"));
  await expect(run.done).rejects.toThrow("internal: broken");
  expect(run.terminal.rawMode).toBe(false);
  expect((await run.terminal.all()).filter(isLive)).toEqual([]);
});

describe("hostile text on the screen", () => {
  test.each(HOSTILE)("%j is drawn and does nothing", async (hostile) => {
    const run = session(100, 60);
    const words = /\.(type|time|verb|result|outcome|code)$/;
    const events = failingRun().events.map((event) =>
      withTexts(event, (path, text) => (words.test(path) ? undefined : text + hostile)),
    );
    run.feed.send(...events);
    const all = await run.end();
    const { sent } = run.terminal;
    expect(all.join("\n")).toMatch(/pwned|injected|pw\ufffdned/);
    // Ink's own codes are CSI sequences; of them none sets a title, makes a link or clears all of the screen.
    expect(sent).not.toMatch(/\u001b[^[]|\u001b\[2J|[\u0007\b\u007f-\u009f\u2028\u2029]/);
    expect(sent).not.toMatch(
      /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u3164]/,
    );
    if (/[\u0000-\u001f]/.test(hostile)) expect(sent).not.toContain(hostile);
  });
});

/** The spinner stands still in goldens. */
function frozen(lines: readonly string[]): string {
  return `${lines
    .join("\n")
    .replace(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/g, "⠋")
    .trimEnd()}\n`;
}
