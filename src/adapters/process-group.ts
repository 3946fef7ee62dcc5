import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";

export type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Windows has no process groups; there a child is ended alone. */
const HAS_GROUPS = process.platform !== "win32";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const running = new Set<Child>();

/**
 * Starts a program in a process group, and a session, of its own: so it can be ended with everything that it starts, and has no
 * terminal to ask on. Ctrl-C of the terminal does not reach it either, so it is ended when this process ends.
 */
export function startGroup(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Child {
  if (running.size === 0) watchOwnEnd();
  const child = spawn(command, args, {
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
    detached: HAS_GROUPS,
    env,
  });
  running.add(child);
  for (const end of ["error", "exit"] as const)
    child.once(end, () => {
      running.delete(child);
      if (running.size === 0) unwatchOwnEnd();
    });
  return child;
}

/** Ends the program and what it started, at once. */
export function endGroup(child: Child): void {
  const { pid } = child;
  // A program that could not be started has none.
  if (pid === undefined) return;
  try {
    if (HAS_GROUPS) process.kill(-pid, "SIGKILL");
    else child.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function endAll(): void {
  for (const child of running) endGroup(child);
}

/** Where nobody else listens, a signal would end this process without its "exit". */
function endAtSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  endAll();
  unwatchOwnEnd();
  process.kill(process.pid, signal);
}

function watchOwnEnd(): void {
  process.on("exit", endAll);
  // Before the others, which may be gone when they have heard it.
  for (const signal of SIGNALS) process.prependListener(signal, endAtSignal);
}

function unwatchOwnEnd(): void {
  process.off("exit", endAll);
  for (const signal of SIGNALS) process.off(signal, endAtSignal);
}
