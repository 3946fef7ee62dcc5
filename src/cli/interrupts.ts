/**
 * Ctrl-C once: finish the writes that run. Twice: stop at once. Other signals that end jobs count like it: TERM from a build
 * server, HUP from a terminal that is closed or lost, after which all output goes nowhere.
 */
interface Interrupts {
  readonly signal: AbortSignal;
  readonly abort: AbortSignal;
  /** The same as a signal, for screens that read the keyboard themselves. */
  readonly press: () => void;
  /** Gives the signals back to Node. */
  readonly release: () => void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function endure(): void {
  // Nothing: the code that is ending the process continues.
}

/**
 * From now on HUP ends nothing by itself. A terminal that is lost ends the input and sends HUP, in any order, and the shell
 * that ends with it sends another: that is one wish, and must not interrupt a run that is ending well.
 */
export function endureHangUps(): void {
  if (!process.listeners("SIGHUP").includes(endure)) process.on("SIGHUP", endure);
}

/** Calls `take` for every signal that ends jobs, until the returned function is called. */
function onSignals(take: () => void): () => void {
  const hear = (signal: NodeJS.Signals): void => {
    if (signal === "SIGHUP" && process.listeners(signal).includes(endure)) return;
    if (signal === "SIGHUP") endureHangUps();
    take();
  };
  for (const name of SIGNALS) process.on(name, hear);
  return () => {
    for (const name of SIGNALS) process.off(name, hear);
  };
}

export function interrupts(): Interrupts {
  const graceful = new AbortController();
  const hard = new AbortController();
  const press = (): void => {
    if (graceful.signal.aborted) hard.abort();
    graceful.abort();
  };
  const release = onSignals(press);
  return {
    signal: graceful.signal,
    abort: hard.signal,
    press,
    release,
  };
}

/** A signal that ends a run at once, because nothing has to be finished. The message is all that is printed about it. */
export class Interrupted extends Error {}

/**
 * Runs work that may end at any moment, such as everything before the first write. A signal, or `press`, throws Interrupted
 * here; work that still runs then is left to the end of the process.
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
  const release = onSignals(press);
  try {
    return await Promise.race([work(press), interrupted]);
  } finally {
    release();
  }
}
