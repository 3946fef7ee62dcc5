import { setTimeout as sleep } from "node:timers/promises";
import { RigError } from "./rig-error.ts";

const TIMEOUT_MILLISECONDS = 60_000;
const POLL_MILLISECONDS = 50;

/** Asks again and again until `ask` answers something; a thrown error counts as "not yet" and is quoted when time runs out. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  timeoutMilliseconds: number = TIMEOUT_MILLISECONDS,
): Promise<T> {
  const end = Date.now() + timeoutMilliseconds;
  let last = "no answer yet";
  while (Date.now() < end) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (cause) {
      last = cause instanceof Error ? cause.message : String(cause);
    }
    await sleep(POLL_MILLISECONDS);
  }
  throw new RigError(`timed out: ${what} (${last})`);
}

/** For `until`: true stays true, false becomes "not yet". */
export function whenTrue(condition: boolean): true | undefined {
  return condition ? true : undefined;
}
