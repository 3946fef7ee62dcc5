import type { Limit } from "../../util/limits.ts";

/** The part of an allowance that comes back each second. */
const BACK = 1 / 8;

/**
 * So much at once, and an eighth of it again each second: a server that sends without end is given up soon, and a run that asks
 * for hours never is.
 */
export class Allowance {
  readonly #most: number;
  readonly #now: () => number;
  #spent = 0;
  #last: number;

  /** `now`: milliseconds. */
  constructor({ most }: Pick<Limit, "most">, now: () => number) {
    this.#most = most;
    this.#now = now;
    this.#last = now();
  }

  /** False: more than there is, and from then on until enough has come back. */
  spend(amount: number): boolean {
    const now = this.#now();
    // A clock may be set back meanwhile.
    const back = (Math.max(0, now - this.#last) / 1000) * BACK * this.#most;
    this.#last = now;
    this.#spent = Math.max(0, this.#spent - back) + amount;
    return this.#spent <= this.#most;
  }
}
