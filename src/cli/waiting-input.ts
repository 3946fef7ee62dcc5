import { closeSync, constants, openSync, readSync } from "node:fs";

/** Windows has no such flag. */
const NONBLOCK = constants.O_NONBLOCK as number | undefined;
const CHUNK = 4096;
const CTRL_C = 0x03;

/**
 * Drops text typed on a terminal before anybody could know the question: finished lines that wait, and an unfinished one. The
 * terminal hands out the latter only while it does not edit lines. A Ctrl-C at that moment is not a signal, so this makes
 * it one.
 *
 * A terminal that cannot be opened anew (another user's, after `su`) keeps its waiting text.
 */
export function dropWaitingInput(stdin: NodeJS.ReadStream): void {
  while (stdin.read() !== null);
  const terminal = opened();
  if (terminal === undefined) return;
  stdin.setRawMode(true);
  try {
    if (drain(terminal)) process.kill(process.pid, "SIGINT");
  } finally {
    stdin.setRawMode(false);
    closeSync(terminal);
  }
}

/** Opened anew, so that non-blocking mode affects this file alone and not others that share the terminal. */
function opened(): number | undefined {
  if (NONBLOCK === undefined) return undefined;
  try {
    return openSync("/dev/stdin", constants.O_RDONLY | constants.O_NOCTTY | NONBLOCK);
  } catch {
    return undefined;
  }
}

/** Reads all waiting input; returns whether it contained a Ctrl-C. */
function drain(terminal: number): boolean {
  const chunk = Buffer.alloc(CHUNK);
  let isInterrupted = false;
  try {
    for (;;) {
      const read = readSync(terminal, chunk);
      if (read === 0) return isInterrupted;
      isInterrupted ||= chunk.subarray(0, read).includes(CTRL_C);
    }
  } catch {
    // EAGAIN: nothing more. EIO: the terminal is gone, which the code that asks notices itself.
    return isInterrupted;
  }
}
