/** Ctrl-C, once: finish what runs; twice: stop at once. */
export interface Interrupts {
  readonly signal: AbortSignal;
  readonly abort: AbortSignal;
  /** The same as a signal, for screens that read the keyboard themselves. */
  readonly press: () => void;
  /** Gives the signals back to Node. */
  readonly release: () => void;
}

export function interrupts(): Interrupts {
  const graceful = new AbortController();
  const hard = new AbortController();
  const press = (): void => {
    if (graceful.signal.aborted) hard.abort();
    graceful.abort();
  };
  process.on("SIGINT", press);
  process.on("SIGTERM", press);
  return {
    signal: graceful.signal,
    abort: hard.signal,
    press,
    release: () => {
      process.off("SIGINT", press);
      process.off("SIGTERM", press);
    },
  };
}
