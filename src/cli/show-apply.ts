import type { ApplyEvent } from "../executors/events.ts";
import type { Clock } from "../ports.ts";
import { APPLY_NOT_STARTED, type ApplyState, reduceApply } from "../report/apply-state.ts";
import { eventJson } from "../report/events-json.ts";
import { eventLines, heartbeat, HEARTBEAT_SECONDS } from "../report/lines.ts";
import { shown } from "../report/shown.ts";
import { printableLines } from "../util/printable.ts";
import type { Output } from "./output.ts";

interface ShowOptions {
  readonly output: Output;
  /** `json`: one event per line on stdout. `markdown`: how it ended on stdout, and lines on stderr meanwhile. */
  readonly format: "text" | "json" | "markdown";
  readonly interrupt: () => void;
  /** The command that continues where the run ended: `meshplan apply p.plan`. */
  readonly resume: string;
  /** What is left over from what earlier files asked for; absent where nothing is. */
  readonly leftOver?: string | undefined;
  readonly clock: Clock;
}

/** Shows a run while it happens, on a screen, as lines or as JSON, and gives its final state. */
export async function showApply(
  events: AsyncIterable<ApplyEvent>,
  options: ShowOptions,
): Promise<ApplyState> {
  if (options.format === "json") return await asJson(events, options.output);
  if (options.format === "markdown") return await asMarkdown(events, options);
  if (!options.output.interactive) return await asLines(events, options);
  const { runApplyUi } = await screenFor(options.output);
  const { output } = options;
  return await runApplyUi({
    events,
    stdin: output.stdin,
    stdout: output.stdout,
    color: output.color,
    ascii: output.ascii,
    resume: options.resume,
    leftOver: options.leftOver,
    print: (text) => output.print(text),
    onInterrupt: options.interrupt,
  });
}

/** Loads the screen while the clusters are looked at again, if there will be one. Otherwise whoever said yes waits for both. */
export function loadEarly({ output, format }: Pick<ShowOptions, "output" | "format">): void {
  if (format === "text" && output.interactive)
    screenFor(output).catch(() => {
      // Whoever needs it loads it again, and says why it cannot be loaded.
    });
}

async function screenFor({ color }: Output) {
  // Ink knows only FORCE_COLOR, and reads it when it is loaded.
  process.env["FORCE_COLOR"] = color ? "1" : "0";
  return await import("../ui/run-apply-ui.tsx");
}

async function asJson(events: AsyncIterable<ApplyEvent>, output: Output): Promise<ApplyState> {
  let state = APPLY_NOT_STARTED;
  for await (const event of events) {
    state = reduceApply(state, event);
    await output.print(eventJson(event));
  }
  return state;
}

async function asMarkdown(
  events: AsyncIterable<ApplyEvent>,
  options: ShowOptions,
): Promise<ApplyState> {
  const { output, resume } = options;
  const state = await asLines(events, {
    ...options,
    output: { print: (text) => output.printError(text) },
  });
  const { applyMarkdown } = await import("../report/markdown/apply-markdown.ts");
  await output.print(applyMarkdown(state, { resume }));
  return state;
}

async function asLines(
  events: AsyncIterable<ApplyEvent>,
  {
    output,
    resume,
    leftOver,
    clock,
  }: Pick<ShowOptions, "resume" | "leftOver" | "clock"> & {
    readonly output: Pick<Output, "print">;
  },
): Promise<ApplyState> {
  let state = APPLY_NOT_STARTED;
  let latest = clock.now();
  const print = async (lines: readonly string[]): Promise<void> => {
    if (lines.length === 0) return;
    latest = clock.now();
    await output.print(printableLines(lines));
  };
  const timer = setInterval(() => {
    if (clock.now() - latest >= HEARTBEAT_SECONDS * 1000) void print(heartbeat(state, clock.now()));
  }, 1_000);
  try {
    for await (const each of events) {
      const event = shown(each);
      state = reduceApply(state, event);
      await print(eventLines(state, event, { resume, leftOver }));
    }
  } finally {
    clearInterval(timer);
  }
  return state;
}
