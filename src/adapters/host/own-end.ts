const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const pending = new Set<() => void>();

/**
 * Runs `undo` when this process exits or a signal ends it, for what must not outlive it: a temporary file, a program. Only SIGKILL
 * leaves it undone. `undo` cannot wait, and an error of it is not heard. Gives a function that calls this off.
 *
 * There is one listener for all of them: with one each, two would take each other for somebody who decides what a signal does, and
 * nothing would end this process.
 */
export function atOwnEnd(undo: () => void): () => void {
  if (pending.size === 0) listen();
  pending.add(undo);
  return () => {
    if (pending.delete(undo) && pending.size === 0) stopListening();
  };
}

function listen(): void {
  process.on("exit", undoAll);
  // Before the others, which may be gone when they have heard it.
  for (const signal of SIGNALS) process.prependListener(signal, endUnlessHeard);
}

function stopListening(): void {
  process.off("exit", undoAll);
  for (const signal of SIGNALS) process.off(signal, endUnlessHeard);
}

function undoAll(): void {
  for (const undo of pending)
    try {
      undo();
    } catch {
      // The others are undone all the same.
    }
}

/** Ends the process as without a listener. Where others listen they decide: an apply goes on, and still needs what it has begun. */
function endUnlessHeard(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  undoAll();
  stopListening();
  process.kill(process.pid, signal);
}
