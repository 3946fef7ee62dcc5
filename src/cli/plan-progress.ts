import type { OnStep, PlanStep } from "../planner/plan-step.ts";
import { HEARTBEAT_SECONDS } from "../report/lines.ts";
import { planStepText } from "../report/plan-step.ts";
import type { Printable } from "../util/printable-text.ts";
import { untilInterrupted } from "./interrupts.ts";
import { ERASE_LINE, type Output } from "./output.ts";

/** A user who gets an answer within this time sees no progress. */
const PATIENCE_MILLISECONDS = 400;
const FRAME_MILLISECONDS = 100;

/**
 * Runs the work before the first write, and reports its progress on stderr: on a terminal in one line that is replaced and
 * disappears at the end, elsewhere in a line every ten seconds, because build servers end jobs that say nothing. A signal
 * throws Interrupted.
 */
export async function withProgress<T>(
  output: Pick<Output, "stderr" | "transient" | "printError" | "dialogue">,
  work: (onStep: OnStep) => Promise<T>,
): Promise<T> {
  let latest: PlanStep | undefined;
  const show = output.transient
    ? statusLine(output.stderr)
    : { every: HEARTBEAT_SECONDS * 1_000, say: output.printError, end: () => undefined };
  const timer = setInterval(() => {
    if (latest !== undefined && !output.dialogue.open) void show.say(planStepText(latest));
  }, show.every);
  try {
    return await untilInterrupted("Interrupted. Nothing was written.", () =>
      work((step) => {
        latest = step;
      }),
    );
  } finally {
    clearInterval(timer);
    show.end();
  }
}

interface Show {
  /** Milliseconds between two reports of progress. */
  readonly every: number;
  readonly say: (text: Printable) => unknown;
  readonly end: () => void;
}

function statusLine(stderr: Output["stderr"]): Show {
  const begun = performance.now();
  let shown = false;
  return {
    every: FRAME_MILLISECONDS,
    // The codes that move the cursor are ours, and this is a terminal.
    say: (text) => {
      if (performance.now() - begun < PATIENCE_MILLISECONDS) return;
      shown = true;
      stderr.write(`${ERASE_LINE}${text.slice(0, stderr.columns - 1)}`);
    },
    end: () => {
      if (shown) stderr.write(ERASE_LINE);
    },
  };
}
