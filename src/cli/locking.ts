import { type Problem, printProblem } from "../diagnostics/print.ts";
import { lockPlan, type LockedPlan, type RunLock } from "../engine/lock-plan.ts";
import { type Blocked, holderText } from "../executors/lock/acquire.ts";
import type { Released } from "../executors/lock/held-lock.ts";
import type { EndedRun } from "../executors/lock/lease.ts";
import type { Plan } from "../planner/plan.ts";
import type { Ports } from "../ports.ts";
import { printable } from "../util/printable.ts";
import { Interrupted, interrupts } from "./interrupts.ts";
import type { Output } from "./output.ts";

/** Longer than an unrenewed lock lasts, so that an apply waits until the lock of a killed one is free. */
const LOCK_TIMEOUT_SECONDS = 75;

/**
 * Takes the lock of a plan, and says on stderr whom it waits for. A signal gives back the locks taken so far and throws
 * Interrupted; a second one does not wait for that.
 */
export async function takeLock(
  ports: Ports,
  plan: Plan,
  output: Output,
  { seconds, unlock }: { readonly seconds: number | undefined; readonly unlock: string },
): Promise<LockedPlan> {
  const stops = interrupts();
  const timeoutSeconds = seconds ?? LOCK_TIMEOUT_SECONDS;
  const interrupted = (): Interrupted => new Interrupted("Interrupted. Nothing was written.");
  const pressedTwice = new Promise<never>((_, reject) => {
    stops.abort.addEventListener("abort", () => {
      reject(interrupted());
    });
  });
  const onWait = (blocked: readonly Blocked[]): void => {
    void tellWaiting(blocked, timeoutSeconds, output);
  };
  const taking = lockPlan(ports, plan, { timeoutSeconds, signal: stops.signal, onWait, unlock });
  try {
    return await Promise.race([taking, pressedTwice]);
  } catch (error) {
    throw stops.signal.aborted ? interrupted() : error;
  } finally {
    stops.release();
  }
}

async function tellWaiting(
  blocked: readonly Blocked[],
  seconds: number,
  output: Output,
): Promise<void> {
  for (const { cluster, holder } of blocked)
    await output.printError(
      printable`Waiting up to ${seconds} s for the lock of ${cluster}, ${holderText(holder)}.`,
    );
}

/**
 * Gives the lock back, however the run ended; without `run`, the clusters remember nothing of it. The first signal meanwhile
 * is ignored, because the run has ended already. Returns MP9321 if the lock was no longer ours, so that others may have written
 * beside the run.
 */
export async function giveLockBack(
  { clock }: Ports,
  lock: RunLock,
  output: Output,
  run?: Omit<EndedRun, "finished">,
): Promise<Released["lost"]> {
  const stops = interrupts();
  const finished = new Date(clock.now()).toISOString();
  const pressedTwice = new Promise<Released>((resolve) => {
    stops.abort.addEventListener("abort", () => {
      resolve({ left: [] });
    });
  });
  try {
    const ended = run === undefined ? undefined : { ...run, finished };
    const { left, lost } = await Promise.race([lock.release(ended), pressedTwice]);
    for (const cluster of left)
      await output.printError(printProblem(notGivenBack(cluster), output.errorStyle));
    return lost;
  } finally {
    stops.release();
  }
}

function notGivenBack(cluster: string): Problem {
  return {
    code: "MP9324",
    message: `the lock of ${cluster} could not be given back`,
    cluster,
    nextSteps: [
      "nothing: the next apply takes it at once on this machine, after a minute elsewhere",
    ],
  };
}
