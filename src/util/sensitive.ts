/**
 * A value that must never reach a plan, a log, a snapshot or the screen.
 *
 * Printing and serialising it are safe by construction: both give `(sensitive)`. Only adapters, executors and the
 * observer call `reveal`, to put the value into the cluster it belongs to or to compare it in memory.
 */
export class Sensitive<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return "(sensitive)";
  }

  toJSON(): string {
    return "(sensitive)";
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "(sensitive)";
  }
}
