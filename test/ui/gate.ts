import type { ApplyEvent } from "../../src/executors/events.ts";

/** Events that a test sends one by one. */
export class EventFeed implements AsyncIterable<ApplyEvent> {
  readonly #waiting: ApplyEvent[] = [];
  #closed = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  send(...events: readonly ApplyEvent[]): void {
    this.#waiting.push(...events);
    this.#wake?.();
  }

  close(error?: Error): void {
    this.#closed = true;
    this.#error = error;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ApplyEvent> {
    for (;;) {
      const event = this.#waiting.shift();
      if (event !== undefined) yield event;
      else if (this.#error !== undefined) throw this.#error;
      else if (this.#closed) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
