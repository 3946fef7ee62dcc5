import { rechecked } from "../util/printable.ts";
import type { Printable } from "../util/printable-text.ts";
import { endureHangUps, interrupts } from "./interrupts.ts";
import type { Output } from "./output.ts";
import { dropWaitingInput } from "./waiting-input.ts";

export type Answer = "yes" | "no" | "interrupted";

const PROMPT = 'Only "yes" is accepted: ';

/**
 * Asks a person one question; every question of the program is asked here. Only a complete `yes` and Enter counts as one; the
 * end of input (Ctrl-D), a terminal that hangs up and every signal that ends jobs count as Ctrl-C.
 *
 * The terminal edits the line, not this program: the person's own keys erase, kill and suspend, and it works on every kind of
 * terminal. (Node's line editor does not even know Backspace where TERM is dumb.) The program only has to repeat that the
 * question is still open to a person who comes back from Ctrl-Z.
 *
 * Text typed before the question was there answers nothing: nobody approves what he has not seen.
 *
 * `where` is the stream that shows it: it must be a terminal, as standard input must.
 */
export async function ask(
  question: Printable,
  where: "stdout" | "stderr",
  output: Output,
): Promise<Answer> {
  const line = await askLine(rechecked(`${question}\n${PROMPT}`), where, output);
  if (line === undefined) return "interrupted";
  return line.trim() === "yes" ? "yes" : "no";
}

/** The same for a question whose answer is any line; undefined where the person leaves it. */
export async function askLine(
  asked: Printable,
  where: "stdout" | "stderr",
  output: Output,
): Promise<string | undefined> {
  const again = (): void => {
    output.put(where, rechecked(`\n${asked}`));
  };
  output.dialogue.open = true;
  process.on("SIGCONT", again);
  try {
    // A person who reads the question may answer it at once, even with a signal.
    const typed = lineFrom(output.stdin);
    output.eraseLine();
    dropWaitingInput(output.stdin);
    output.put(where, asked);
    const line = await typed;
    // Ctrl-C and Ctrl-D leave the cursor behind the prompt.
    if (line === undefined) output.put(where, rechecked("\n"));
    return line;
  } finally {
    process.off("SIGCONT", again);
    output.dialogue.open = false;
  }
}

/** The text typed up to Enter; undefined where the input ends before it, or a signal comes. */
async function lineFrom(stdin: NodeJS.ReadStream): Promise<string | undefined> {
  const stops = interrupts();
  let typed = "";
  const heard: { stop: () => void } = { stop: () => undefined };
  try {
    return await new Promise((resolve) => {
      const onData = (chunk: Buffer): void => {
        typed += chunk.toString("utf8");
        const [line, ...more] = typed.split(/[\r\n]/);
        if (more.length > 0) resolve(line);
      };
      const onEnd = (): void => {
        endureHangUps();
        resolve(undefined);
      };
      heard.stop = () => {
        stdin.off("data", onData);
        for (const end of ["end", "close", "error"]) stdin.off(end, onEnd);
        stdin.pause();
      };
      stops.signal.addEventListener("abort", onEnd);
      for (const end of ["end", "close", "error"]) stdin.on(end, onEnd);
      stdin.on("data", onData);
      stdin.resume();
    });
  } finally {
    heard.stop();
    stops.release();
  }
}
