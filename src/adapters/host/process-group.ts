import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { atOwnEnd } from "./own-end.ts";
import { descendantsOf } from "./proc.ts";

export type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Windows has no process groups; there a child is ended alone. */
const HAS_GROUPS = process.platform !== "win32";

/**
 * Starts a program in a process group, and a session, of its own: so it can be ended with everything that it starts, and has no
 * terminal to ask on. Ctrl-C of the terminal does not reach it either, so it is ended when this process ends.
 */
export function startGroup(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Child {
  const child = spawn(command, args, {
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
    detached: HAS_GROUPS,
    env,
  });
  const forget = atOwnEnd(() => {
    endGroup(child);
  });
  for (const end of ["error", "exit"] as const) child.once(end, forget);
  return child;
}

/**
 * Ends the program and what it started, at once: its group, and on Linux also what left the group for a session of its own
 * (`setsid`). A daemon whose parents have all ended is nobody's any more: it could be anybody's, and stays.
 */
export function endGroup(child: Child): void {
  const { pid } = child;
  // A program that could not be started has none.
  if (pid === undefined) return;
  // The number of one that has ended may be another's by now.
  const hasEnded = child.exitCode !== null || child.signalCode !== null;
  const away = hasEnded ? [] : descendantsOf(pid);
  for (const one of [HAS_GROUPS ? -pid : pid, ...away])
    try {
      process.kill(one, "SIGKILL");
    } catch {
      // It has ended by itself, or with the group.
    }
}
