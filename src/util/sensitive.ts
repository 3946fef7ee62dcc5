/**
 * A value that must never reach a plan, a log, a snapshot or the screen.
 *
 * Printing and serialising it are safe by construction: both give `(sensitive)`. Only executors and the observer call `reveal`,
 * to put the value into the cluster it belongs to or to compare it in memory, and those components of the planner whose Secret
 * holds it: they fill the body that is compared with the live one, and the plan keeps the body with holes. The architecture
 * test names the files.
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
