import PQueue from "p-queue";
import { abortReason, onAbort } from "../host/abort.ts";

/** A count of places; who finds none free waits its turn, first come, first served. */
export class Limiter {
  readonly #queue: PQueue;

  constructor(places: number) {
    this.#queue = new PQueue({ concurrency: places });
  }

  /**
   * Runs `work` in a place of its own. A wait that is aborted throws the signal's reason and takes no place. The queue gets a signal
   * for the wait alone: with the whole one it would give away the place of work that is aborted and has not ended yet.
   */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const leave = await this.#enter(signal);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /**
   * Resolves in a place, with how to leave it. The queue holds on to what it ran, up to a hundred of it, while others wait
   * (p-queue 9, priority-queue.js): so it gets neither the work nor its result, which may be a large answer.
   */
  async #enter(signal: AbortSignal | undefined): Promise<() => void> {
    signal?.throwIfAborted();
    const waiting = new AbortController();
    const forget = onAbort(signal, () => {
      waiting.abort(abortReason(signal));
    });
    return await new Promise((resolve, reject) => {
      const stay = (): Promise<void> => {
        forget();
        return new Promise<void>(resolve);
      };
      this.#queue.add(stay, { signal: waiting.signal }).catch(reject);
    });
  }
}
