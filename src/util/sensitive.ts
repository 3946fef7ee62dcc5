/**
 * A value that must never reach a plan, a log, a snapshot or the screen.
 *
 * Printing and serialising it are safe by construction: both give `(sensitive)`. Only these call `reveal`: executors and the
 * observer, to put the value into its cluster or to compare it in memory, and the components of the planner whose Secret holds
 * it. They fill the body that is compared with the live one, while the plan keeps the body with holes. The architecture test
 * names the files.
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
