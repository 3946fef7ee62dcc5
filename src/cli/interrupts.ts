/**
 * Ctrl-C, once: finish the writes that run; twice: stop at once. What ends jobs counts like it: TERM from a build server, HUP
 * from a terminal that is closed or lost, after which all output goes nowhere.
 */
export interface Interrupts {
  readonly signal: AbortSignal;
  readonly abort: AbortSignal;
  /** The same as a signal, for screens that read the keyboard themselves. */
  readonly press: () => void;
  /** Gives the signals back to Node. */
  readonly release: () => void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export function interrupts(): Interrupts {
  const graceful = new AbortController();
  const hard = new AbortController();
  const press = (): void => {
    if (graceful.signal.aborted) hard.abort();
    graceful.abort();
  };
  for (const name of SIGNALS) process.on(name, press);
  return {
    signal: graceful.signal,
    abort: hard.signal,
    press,
    release: () => {
      for (const name of SIGNALS) process.off(name, press);
    },
  };
}

/** A signal that ends a run at once, because nothing has to be finished. The message is all that is said of it. */
export class Interrupted extends Error {}

/**
 * Runs what may end at any moment, such as everything before the first write. A signal, or `press`, throws Interrupted here;
 * what still runs then is left to the end of the process.
 */
export async function untilInterrupted<T>(
  last: string,
  work: (press: () => void) => Promise<T>,
): Promise<T> {
  let press = (): void => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    press = () => {
      reject(new Interrupted(last));
    };
  });
  for (const name of SIGNALS) process.once(name, press);
  try {
    return await Promise.race([work(press), interrupted]);
  } finally {
    for (const name of SIGNALS) process.off(name, press);
  }
}
