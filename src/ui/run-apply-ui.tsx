import { render } from "ink";
import type { ApplyEvent } from "../executors/events.ts";
import type { ApplyState } from "../report/apply-state.ts";
import { applySummary } from "../report/summary.ts";
import { printableLines } from "../util/printable.ts";
import type { Printable } from "../util/printable-text.ts";
import { ApplyScreen } from "./ApplyScreen.tsx";
import { ApplyStore } from "./apply-store.ts";
import { inkStdout, windowSize } from "./ink-stdout.ts";

interface ApplyUiOptions {
  readonly events: AsyncIterable<ApplyEvent>;
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /**
   * Ctrl-C was pressed for the n-th time: 1 asks to finish the running writes, 2 to stop at once. The caller handles a
   * SIGINT from outside; the screen shows it when the event `interrupted` comes.
   */
  readonly onInterrupt: (count: number) => void;
  readonly color: boolean;
  readonly ascii: boolean;
  /** The command that continues where this run ends: `meshplan apply p.plan`. */
  readonly resume: string;
  /** What is left over from what earlier files asked for; absent where nothing is. */
  readonly leftOver?: string | undefined;
  /** Prints the summary, once the terminal is as it was before. */
  readonly print: (text: Printable) => Promise<void>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/**
 * Shows an apply on a terminal until its events end, and leaves transcript and summary in the scrollback.
 *
 * Rejects with what `events` throws, after the terminal is as it was before.
 */
export async function runApplyUi(options: ApplyUiOptions): Promise<ApplyState> {
  const { stdout, stdin, color, ascii, resume, leftOver } = options;
  const store = new ApplyStore(windowSize(stdout), options.now ?? Date.now);
  const screen = (
    <ApplyScreen store={store} display={{ color, ascii }} onInterrupt={options.onInterrupt} />
  );
  const onResize = (): void => {
    store.resize(windowSize(stdout));
    instance.rerender(screen);
  };
  // Before Ink's own listener: Ink redraws what it has, and that must be the smaller screen already.
  stdout.on("resize", onResize);
  const instance = render(screen, {
    stdin,
    stdout: inkStdout(stdout),
    exitOnCtrlC: false,
    patchConsole: false,
  });
  store.start();
  let state: ApplyState;
  try {
    for await (const event of options.events) store.push(event);
  } finally {
    stdout.off("resize", onResize);
    state = store.end();
    instance.rerender(screen);
    const exited = instance.waitUntilExit();
    instance.unmount();
    await exited;
    instance.cleanup();
  }
  await options.print(printableLines(applySummary(state, { resume, leftOver })));
  return state;
}
