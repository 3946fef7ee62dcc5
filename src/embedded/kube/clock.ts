/** Time of the embedded clusters; tests replace it to decide when controllers act. */
export interface SandboxClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `action` once, later; the result cancels it. Never keeps the process alive. */
  after(milliseconds: number, action: () => void): () => void;
}

export const systemClock: SandboxClock = {
  now: () => Date.now(),
  after: (milliseconds, action) => {
    const timer = setTimeout(action, milliseconds);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

interface StoppableClock extends SandboxClock {
  /** Cancels every action that is still to come, and refuses later ones. */
  stop(): void;
}

/** A clock whose pending actions end with the sandbox that uses it. */
export function stoppable(clock: SandboxClock): StoppableClock {
  const pending = new Set<() => void>();
  let isStopped = false;
  return {
    now: () => clock.now(),
    after: (milliseconds, action) => {
      if (isStopped) return () => undefined;
      const cancel = clock.after(milliseconds, () => {
        pending.delete(cancel);
        action();
      });
      pending.add(cancel);
      return () => {
        pending.delete(cancel);
        cancel();
      };
    },
    stop: () => {
      isStopped = true;
      for (const cancel of pending) cancel();
      pending.clear();
    },
  };
}

/** RFC 3339 with seconds, as Kubernetes writes times. */
export function kubeTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
