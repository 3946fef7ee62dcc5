import type { Clock } from "../../src/ports.ts";

interface Sleeper {
  readonly until: number;
  readonly length: number;
  readonly wake: () => void;
}

/** Time that moves only when a test says so. As the real clock, a sleep ends early and without an error on abort. */
export class ManualClock implements Clock {
  #now = Date.parse("2026-01-01T00:00:00Z");
  readonly #sleepers = new Set<Sleeper>();
  readonly #watchers = new Set<() => void>();

  now(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const sleeper = { until: this.#now + milliseconds, length: milliseconds, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", () => {
        this.#sleepers.delete(sleeper);
        resolve();
      });
      for (const watcher of this.#watchers) watcher();
    });
  }

  /** Resolves once somebody sleeps for exactly this long. */
  async asleep(milliseconds: number): Promise<void> {
    const there = () => [...this.#sleepers].some((sleeper) => sleeper.length === milliseconds);
    while (!there())
      await new Promise<void>((resolve) => {
        const watcher = () => {
          this.#watchers.delete(watcher);
          resolve();
        };
        this.#watchers.add(watcher);
      });
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const sleeper of [...this.#sleepers])
      if (sleeper.until <= this.#now) {
        this.#sleepers.delete(sleeper);
        sleeper.wake();
      }
  }
}
