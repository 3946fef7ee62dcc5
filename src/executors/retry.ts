import { ApiError } from "../kube/api-error.ts";
import type { ActionPorts } from "./context.ts";

/** Why an object may be sent again, how long, and what to say meanwhile. */
export interface RetryReason {
  readonly text: string;
  readonly limitSeconds: number;
  /** What to throw once the time is over; without it the server's own answer is thrown. */
  readonly giveUp?: (cause: ApiError) => Error;
}

interface RetryOptions {
  readonly clock: ActionPorts["clock"];
  readonly stop: AbortSignal;
  /** Once aborted, the request already sent is awaited, and not sent again. */
  readonly interrupt: AbortSignal;
  /** Undefined: this answer is final. */
  readonly classify: (error: ApiError) => RetryReason | undefined;
  readonly onRetry: (text: string, attempt: number) => void;
}

const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 5_000;

/**
 * Repeats one request while the cluster says "not yet". Only for requests that are safe to repeat.
 * The transport retries connection trouble, 429 and 5xx, and has done so when an error arrives here.
 */
export async function withRetries<T>(
  send: () => Promise<T>,
  { clock, stop, interrupt, classify, onRetry }: RetryOptions,
): Promise<T> {
  const started = await clock.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      const reason = error instanceof ApiError ? classify(error) : undefined;
      if (reason === undefined || !(error instanceof ApiError)) throw error;
      if ((await clock.now()) - started >= reason.limitSeconds * 1000)
        throw reason.giveUp?.(error) ?? error;
      onRetry(reason.text, attempt);
      const pause = Math.min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE);
      await clock.sleep(pause, AbortSignal.any([stop, interrupt]));
      stop.throwIfAborted();
      interrupt.throwIfAborted();
    }
  }
}
