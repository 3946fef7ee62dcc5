import { setMaxListeners } from "node:events";

/**
 * Calls `listener` when the signal aborts, until the returned function is called. One signal serves a whole run with
 * dozens of listeners at a time, so Node's leak warning for more than ten is switched off for it.
 */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => undefined;
  setMaxListeners(0, signal);
  signal.addEventListener("abort", listener, { once: true });
  return () => {
    signal.removeEventListener("abort", listener);
  };
}

/** Why the signal was aborted, as something that can be thrown. */
export function abortReason(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new DOMException("aborted", "AbortError");
}
