import { type SandboxClock, systemClock } from "../../src/embedded/kube/clock.ts";

/** Controllers answer sooner than this; what waits longer is a watch's bookmark or its end. */
const SLOWEST_CONTROLLER_MS = 1000;

export interface WatchedClock extends SandboxClock {
  /** Resolves when no controller has anything left to do, and none has come to it meanwhile. */
  idle(): Promise<void>;
}

/** The clock of embedded clusters whose controllers' end a test wants to wait for, however slow the machine is. */
export function watchedClock(clock: SandboxClock = systemClock): WatchedClock {
  let pending = 0;
  let waiting: (() => void)[] = [];
  const done = (): void => {
    pending -= 1;
    if (pending > 0) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  return {
    now: () => clock.now(),
    after: (milliseconds, action) => {
      if (milliseconds > SLOWEST_CONTROLLER_MS) return clock.after(milliseconds, action);
      pending += 1;
      let isOver = false;
      const over = (): void => {
        if (!isOver) done();
        isOver = true;
      };
      const cancel = clock.after(milliseconds, () => {
        try {
          action();
        } finally {
          over();
        }
      });
      return () => {
        cancel();
        over();
      };
    },
    idle: async () => {
      // What a last action caused comes in microtasks: only after those is it certain that nothing follows.
      for (;;) {
        await new Promise(setImmediate);
        if (pending === 0) return;
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
  };
}
