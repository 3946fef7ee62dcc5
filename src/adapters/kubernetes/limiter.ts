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
    signal?.throwIfAborted();
    const waiting = new AbortController();
    const forget = onAbort(signal, () => {
      waiting.abort(abortReason(signal));
    });
    const begin = (): Promise<T> => {
      forget();
      return work();
    };
    return await this.#queue.add(begin, { signal: waiting.signal });
  }
}
