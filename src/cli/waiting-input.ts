import { closeSync, constants, openSync, readSync } from "node:fs";

/** Windows has no such flag. */
const NONBLOCK = constants.O_NONBLOCK as number | undefined;
const CHUNK = 4096;
const CTRL_C = 0x03;

/**
 * Drops what was typed on a terminal before anybody could know the question: a line that waits, and one that is not ended yet. The
 * terminal hands the latter out only while it edits no lines. A Ctrl-C of that moment, which then is no signal, is made one.
 *
 * A terminal that cannot be opened anew (of another user, after `su`) keeps what it has.
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

/** Opened anew, so that not waiting is of this file alone and not of who shares the terminal. */
function opened(): number | undefined {
  if (NONBLOCK === undefined) return undefined;
  try {
    return openSync("/dev/stdin", constants.O_RDONLY | constants.O_NOCTTY | NONBLOCK);
  } catch {
    return undefined;
  }
}

/** Reads all there is; whether a Ctrl-C was in it. */
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
    // EAGAIN: nothing more. EIO: the terminal is gone, which the one who asks hears himself.
    return isInterrupted;
  }
}
