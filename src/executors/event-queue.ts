import { EventEmitter, on } from "node:events";

/**
 * Hands events from many producers to one consumer, in the order they were put in, none lost.
 * Unbounded: an apply has thousands of events at most, and producers never wait for the screen.
 */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #emitter = new EventEmitter<{ item: [T]; end: []; error: [unknown] }>();
  /** From the start, so that nothing is lost that was put in before anybody asks. */
  readonly #items = on(this.#emitter, "item", { close: ["end"] }) as AsyncIterable<[T]>;

  constructor() {
    // An error that nobody listens to any more would be thrown at the producer.
    this.#emitter.on("error", () => undefined);
  }

  put(item: T): void {
    this.#emitter.emit("item", item);
  }

  /** From now on the consumer gets what is left, then the end, which is an error if one is given. */
  close(end: { readonly error?: unknown } = {}): void {
    if ("error" in end) this.#emitter.emit("error", end.error);
    else this.#emitter.emit("end");
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const [item] of this.#items) yield item;
  }
}
