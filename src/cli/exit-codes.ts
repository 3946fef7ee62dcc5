import type { MeshplanError } from "../errors.ts";

/** The exit codes of the process, for scripts. Frozen: see the README. */
export const EXIT = {
  done: 0,
  /** Wrong file, refused plan, nothing written. */
  failed: 1,
  /** `plan --detailed-exitcode`: there are changes, or objects that the file no longer asks for. */
  changes: 2,
  /** Some actions were done and at least one failed; or the lock was lost, so that others may be writing. */
  partial: 3,
  /** The plan no longer fits the clusters, or was applied already; nothing was written. */
  stale: 4,
  /** Another apply holds the lock of a cluster; nothing was written. */
  locked: 5,
  /** The plan is as dangerous as `--fail-on` says, or worse; an apply wrote nothing. */
  risky: 7,
  /** A flag or argument is wrong. */
  usage: 64,
  /** Our own bug. */
  internal: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code for a refusal of the outside world. */
export function exitOf({ code }: MeshplanError): ExitCode {
  return BY_CODE.get(code) ?? EXIT.failed;
}

/** All other codes give `failed`. */
const BY_CODE: ReadonlyMap<MeshplanError["code"], ExitCode> = new Map([
  ["MP9320", EXIT.locked],
  ["MP9145", EXIT.stale],
  ["MP9146", EXIT.stale],
]);
