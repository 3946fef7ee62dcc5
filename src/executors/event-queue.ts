/**
 * Hands events from many producers to one consumer, in the order they were put in, none lost.
 * Unbounded: an apply has thousands of events at most, and producers never wait for the screen.
 */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  #wake: (() => void) | undefined;
  #end: { readonly error?: unknown } | undefined;

  put(item: T): void {
    this.#items.push(item);
    this.#notify();
  }

  /** From now on the consumer gets what is left, then the end, which is an error if one is given. */
  close(end: { readonly error?: unknown } = {}): void {
    this.#end ??= end;
    this.#notify();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const batch = this.#items.splice(0);
      yield* batch;
      if (this.#items.length > 0) continue;
      if (this.#end !== undefined) {
        if ("error" in this.#end) throw this.#end.error;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
