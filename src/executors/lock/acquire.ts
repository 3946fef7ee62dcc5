import { MeshplanError } from "../../errors.ts";
import { ApiError } from "../../kube/api-error.ts";
import { LOCK, LOCK_RIGHTS } from "../../planner/lock.ts";
import { HeldLock, type Taken } from "./held-lock.ts";
import { freeLease, heldLease, type Holder, type LeaseState } from "./lease.ts";
import { bounded, type LockTarget, type LockWorld, lookAt, put } from "./lock-target.ts";

/** A lock that somebody else holds. */
export interface Blocked {
  readonly cluster: string;
  readonly holder: Holder;
}

export interface AcquireOptions extends LockWorld {
  /** How long to wait for others; 0: not at all. */
  readonly timeoutSeconds: number;
  /** Once aborted, the locks taken so far are given back, and the signal's reason is thrown. */
  readonly signal?: AbortSignal;
  /** Called while the locks of others are waited for, each time their holders change. */
  readonly onWait?: (blocked: readonly Blocked[]) => void;
  /** From 0 to 1. */
  readonly random?: () => number;
  /** The command that takes the lock away from a holder that is gone. */
  readonly unlock: string;
}

const SHORTEST_PAUSE = 500;
const LONGEST_PAUSE = 2_000;

/**
 * Takes the locks of all these clusters, or none. It looks at all of them first, and takes them only where all are free or
 * abandoned: first the lock of the lowest uid alone, as a gate at which two applies to the same clusters meet, then the others
 * together. If somebody else was faster at one of them, all are given back.
 *
 * Throws MP9320 where others hold a lock for longer than the timeout, MP9322 where a right is missing. A lock is abandoned
 * where its holder is a dead process of this machine, or where it did not move for its whole duration while it was watched:
 * the clocks of two machines are never compared.
 */
export async function acquireLock(
  targets: readonly LockTarget[],
  options: AcquireOptions,
): Promise<HeldLock> {
  return await new Acquisition(targets, options).run();
}

/** A lease as it was seen, and since when it has been so. */
interface Watched {
  readonly version: string;
  readonly since: number;
}

interface Look {
  readonly target: LockTarget;
  readonly state: LeaseState | undefined;
  readonly blocked: boolean;
}

class Acquisition {
  /** In the order in which people list the clusters. */
  readonly #given: readonly LockTarget[];
  readonly #targets: readonly LockTarget[];
  readonly #options: AcquireOptions;
  readonly #id: string;
  readonly #watched = new Map<string, Watched>();
  #told = "";

  constructor(targets: readonly LockTarget[], options: AcquireOptions) {
    const byIdentity = new Map(targets.map((target) => [target.identity, target]));
    this.#given = targets;
    this.#targets = [...byIdentity.values()].sort((a, b) => (a.identity < b.identity ? -1 : 1));
    this.#options = options;
    this.#id = options.host.newId();
  }

  async run(): Promise<HeldLock> {
    const { host, signal, timeoutSeconds } = this.#options;
    const deadline = host.monotonic() + timeoutSeconds * 1000;
    for (;;) {
      signal?.throwIfAborted();
      const looks = await Promise.all(this.#targets.map((target) => this.#look(target)));
      const blocked = this.#asGiven(looks).flatMap(blockedBy);
      const taken = blocked.length === 0 ? await this.#takeAll(looks) : undefined;
      if (taken !== undefined) return new HeldLock(this.#id, this.#asGiven(taken), this.#options);
      const left = deadline - host.monotonic();
      if (left <= 0 && blocked.length > 0) throw held(blocked, this.#options);
      this.#tell(blocked);
      await this.#pause(Math.max(left, SHORTEST_PAUSE));
    }
  }

  #asGiven<T extends { readonly target: LockTarget }>(each: readonly T[]): readonly T[] {
    return this.#given.flatMap((target) => each.filter((one) => one.target === target));
  }

  async #look(target: LockTarget): Promise<Look> {
    const { host, signal } = this.#options;
    const state = await lookAt(target, signal).catch(explained(target));
    const now = host.monotonic();
    const seen = this.#watched.get(target.identity);
    const version = state?.resourceVersion ?? "";
    const since = seen?.version === version ? seen.since : now;
    this.#watched.set(target.identity, { version, since });
    const holder = state?.holder;
    if (state === undefined || holder === undefined || holder.id === this.#id)
      return { target, state, blocked: false };
    const isExpired = now - since >= state.durationSeconds * 1000;
    const isDead = holder.process !== undefined && host.isAlive(holder.process) === false;
    return { target, state, blocked: !isExpired && !isDead };
  }

  /** Undefined where somebody else was faster: then nothing is held. */
  async #takeAll(looks: readonly Look[]): Promise<readonly Taken[] | undefined> {
    const [first, ...others] = looks;
    if (first === undefined) return [];
    try {
      const gate = await this.#take(first);
      if (gate === undefined) return undefined;
      const rest = await Promise.allSettled(others.map((look) => this.#take(look)));
      const failed = rest.find((result) => result.status === "rejected");
      if (failed !== undefined) throw failed.reason;
      const all = rest.map((result) => (result.status === "fulfilled" ? result.value : undefined));
      const taken = [gate, ...all.filter((one) => one !== undefined)];
      if (taken.length === looks.length) return taken;
    } catch (error) {
      await this.#giveBack();
      throw error;
    }
    await this.#giveBack();
    return undefined;
  }

  async #take({ target, state }: Look): Promise<Taken | undefined> {
    const { clock, host, signal } = this.#options;
    const begun = { monotonic: host.monotonic(), wall: clock.now() };
    const times = { since: begun.wall, now: begun.wall };
    const lease = heldLease(state, { id: this.#id, process: host.self }, times);
    const stored = await put(target, lease, signal).catch(explained(target));
    // The answer to our own first attempt may have been lost.
    const now = stored ?? (await lookAt(target, signal));
    return now?.holder?.id === this.#id ? { target, state: now, begun } : undefined;
  }

  /** Includes locks that may have been taken without our knowledge. An error leaves a lease that nobody renews. */
  async #giveBack(): Promise<void> {
    const { clock } = this.#options;
    const steps = this.#targets.map((target) =>
      bounded(clock, async (signal) => {
        const state = await lookAt(target, signal);
        if (state?.holder?.id === this.#id) await put(target, freeLease(state), signal);
      }),
    );
    await Promise.allSettled(steps);
  }

  /** Jitter, so that those who met once do not meet again. */
  async #pause(left: number): Promise<void> {
    const { clock, signal, random = Math.random } = this.#options;
    const pause = SHORTEST_PAUSE + random() * (LONGEST_PAUSE - SHORTEST_PAUSE);
    await clock.sleep(Math.min(pause, left), signal);
  }

  #tell(blocked: readonly Blocked[]): void {
    const ids = blocked.map(({ cluster, holder }) => `${cluster} ${holder.id}`).join(" ");
    if (ids === this.#told || blocked.length === 0) return;
    this.#told = ids;
    this.#options.onWait?.(blocked);
  }
}

function blockedBy({ target, state, blocked }: Look): readonly Blocked[] {
  const holder = state?.holder;
  return blocked && holder !== undefined ? [{ cluster: target.cluster, holder }] : [];
}

/** `held by run 0b1c… on host ci-3 (process 4711) since 2026-01-01T12:00:00Z`. */
export function holderText({ id, process: runner, since }: Holder): string {
  const where =
    runner === undefined ? "" : ` on host ${runner.host} (process ${String(runner.pid)})`;
  const when = since === undefined ? "" : ` since ${since.replace(/\.\d+Z$/, "Z")}`;
  return `held by run ${id}${where}${when}`;
}

function held(blocked: readonly Blocked[], { unlock }: AcquireOptions): MeshplanError {
  const texts = blocked.map(({ cluster, holder }) => `${cluster} is locked: ${holderText(holder)}`);
  const [first] = blocked;
  return new MeshplanError("MP9320", texts.join("\n"), {
    ...(first === undefined ? {} : { cluster: first.cluster, object: LOCK }),
    nextSteps: [
      "let the other apply end, or wait for it longer: --lock-timeout 10m",
      `if nothing runs there any more: ${unlock}`,
    ],
  });
}

/** Names the missing rights, because the lock is the first thing that an apply writes. */
function explained({ cluster }: LockTarget): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof ApiError) || error.api.status !== 403) throw error;
    const verbs = LOCK_RIGHTS.map(({ verb }) => verb).join(", ");
    throw new MeshplanError("MP9322", `the lock cannot be taken: ${error.message}`, {
      cluster,
      object: LOCK,
      cause: error,
      nextSteps: [
        `ask for the rights to ${verbs} leases.coordination.k8s.io named ${LOCK.name} in namespace ${LOCK.namespace ?? ""}`,
      ],
    });
  };
}
