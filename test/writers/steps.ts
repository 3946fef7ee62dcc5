import type { Clock, Host, ProcessIdentity } from "../../src/ports.ts";

interface Step {
  /** Virtual milliseconds at which a sleeper wakes; absent for everything that may happen at once. */
  readonly due?: number;
  /** The run that waits here. */
  readonly owner?: string;
  readonly go: () => void;
}

/** Picks one of so many possibilities. */
export type Choose = (count: number) => number;

/**
 * Decides what happens next: requests of several runs, and the end of their sleeps, wait here until they are let go, one at a
 * time. Time passes only here, when a sleeper is woken.
 */
export class Steps {
  readonly #steps = new Set<Step>();
  readonly #choose: Choose;
  /** Sleepers are woken only when nothing else can happen; otherwise time may run ahead of requests. */
  readonly #isPatient: boolean;
  #monotonic = 1_000_000;
  /** What the wall clock is off by. */
  #drift = Date.parse("2026-01-01T00:00:00Z");
  readonly #stalled = new Map<string, number>();
  taken = 0;

  constructor(choose: Choose, { patient }: { readonly patient: boolean }) {
    this.#choose = choose;
    this.#isPatient = patient;
  }

  get monotonic(): number {
    return this.#monotonic;
  }

  get wall(): number {
    return this.#monotonic + this.#drift;
  }

  /** Time that nobody saw pass: a machine that slept (only the wall clock went on), or a clock that was set. */
  jump({ monotonic = 0, wall = 0 }: { readonly monotonic?: number; readonly wall?: number }): void {
    this.#monotonic += monotonic;
    this.#drift += wall;
  }

  /** For so many steps the requests of one run wait, as long as anything else can happen. */
  stall(owner: string, steps: number): void {
    this.#stalled.set(owner, this.taken + steps);
  }

  /** Waits until it is let go, then runs in one go. */
  async turn<T>(action: () => T, signal?: AbortSignal, owner?: string): Promise<T> {
    await this.#wait(owner === undefined ? {} : { owner }, signal);
    signal?.throwIfAborted();
    return action();
  }

  clock(): Clock {
    return {
      now: () => this.wall,
      sleep: (milliseconds, signal) => this.#wait({ due: this.#monotonic + milliseconds }, signal),
    };
  }

  /** Runs until `work` has ended, one step after the other. */
  async until(work: Promise<unknown>, between: (step: number) => void = () => undefined) {
    const end = { reached: false };
    const ended = work.finally(() => {
      end.reached = true;
    });
    ended.catch(() => undefined);
    for (let idle = 0; idle < 10_000;) {
      await quiet();
      if (end.reached) break;
      const step = this.#next();
      idle = step === undefined ? idle + 1 : 0;
      if (step === undefined) continue;
      between(this.taken);
      this.taken += 1;
      this.#monotonic = Math.max(this.#monotonic, step.due ?? 0);
      step.go();
    }
    if (!end.reached) throw new Error("nothing happens any more, and it has not ended");
    await ended;
  }

  #next(): Step | undefined {
    const all = [...this.#steps];
    const requests = all.filter(({ due }) => due === undefined);
    const quick = requests.filter(
      ({ owner = "" }) => (this.#stalled.get(owner) ?? 0) <= this.taken,
    );
    const ready = quick.length > 0 ? quick : requests;
    const open = ready.length > 0 && this.#isPatient ? ready : all;
    if (open === all && this.#isPatient) {
      const [first] = all.sort((a, b) => (a.due ?? 0) - (b.due ?? 0));
      return first;
    }
    return open[this.#choose(open.length)];
  }

  #wait(step: Pick<Step, "due" | "owner">, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const end = (): void => {
        this.#steps.delete(waiting);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const waiting = { ...step, go: end };
      this.#steps.add(waiting);
      signal?.addEventListener("abort", end);
    });
  }
}

/** Everything that follows from what happened has happened. */
function quiet(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A machine with some processes; those that have ended are dead to everybody there. */
export class Machine {
  readonly #steps: Steps;
  readonly name: string;
  readonly dead = new Set<number>();
  #processes = 0;
  #ids = 0;

  constructor(steps: Steps, name = "ci-1") {
    this.#steps = steps;
    this.name = name;
  }

  /** A new process, as it sees the machine. */
  start(): Host {
    this.#processes += 1;
    const self: ProcessIdentity = {
      host: this.name,
      bootId: `boot of ${this.name}`,
      pidNamespace: "pid:[1]",
      pid: this.#processes,
      started: String(this.#processes),
    };
    return {
      self,
      isAlive: (other) => (other.bootId === self.bootId ? !this.dead.has(other.pid) : undefined),
      monotonic: () => this.#steps.monotonic,
      newId: () => `${this.name}-run-${String((this.#ids += 1))}`,
    };
  }
}

/** A seeded source of choices (mulberry32), so that a failure can be told by one number. */
export function choices(seed: number): Choose {
  let state = seed >>> 0;
  return (count) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  };
}
