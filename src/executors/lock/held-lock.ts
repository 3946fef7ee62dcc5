import { MeshplanError } from "../../errors.ts";
import { ApiError } from "../../kube/api-error.ts";
import { LOCK } from "../../planner/lock.ts";
import type { ClusterRecord } from "./applied-before.ts";
import {
  type EndedRun,
  freeLease,
  heldLease,
  LEASE_SECONDS,
  type LeaseState,
  type RecordedRun,
} from "./lease.ts";
import {
  bounded,
  type LockTarget,
  type LockWorld,
  lookAt,
  put,
  STEP,
  StepTooLong,
} from "./lock-target.ts";

/** Milliseconds between two renewals, or after one that failed. */
const RENEW_EVERY = 20_000;
const RENEW_AGAIN = 2_000;
/** An older renewal proves nothing: others may take the lock before a request arrives. */
const FRESH = LEASE_SECONDS * 1000 - STEP - 5_000;
/** An older proof is renewed before a write to that cluster, and before an action that wrote there counts as done. */
const LOOK_AGAIN = 2_000;
/** Times a lease is read again because somebody else wrote to it. */
const TRIES = 3;

/** A moment by two clocks: nobody can set the one, and the other goes on while the machine sleeps. */
interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

/** A lease that was just taken. `begun` is a moment before the request that took it was sent. */
export interface Taken {
  readonly target: LockTarget;
  readonly state: LeaseState;
  readonly begun: Moment;
}

/** Asked before every write, and after the last one of an action. */
export interface WriteGuard {
  /**
   * Throws MP9321 where a lock of this run is no longer its own, or nobody can tell. A lock that somebody took away is noticed
   * within two seconds in the cluster that is asked about, in others with their next renewal.
   */
  check(cluster: string): Promise<void>;
}

/** What happened when the locks were given back. */
export interface Released {
  /** Clusters whose lock could not be given back: nobody renews it any more. */
  readonly left: readonly string[];
  /** MP9321, where a lock was no longer ours: others may have written meanwhile. */
  readonly lost?: MeshplanError;
}

interface Lease {
  readonly target: LockTarget;
  readonly since: number;
  state: LeaseState;
  /** The last moment at which the lease was known to be ours. */
  proven: Moment;
  /** Why the last renewal failed. */
  failure: unknown;
  renewing: Promise<void> | undefined;
}

/**
 * The locks of one run, renewed until they are given back. Losing one of them loses all: every `check` throws from then on.
 *
 * This process may sleep for an hour between two lines: so `check` looks at the age of the last renewal by both clocks, and
 * renews at once where that one is old. The version of the lease decides whether somebody else had it meanwhile.
 */
export class HeldLock implements WriteGuard {
  /** The run's id. */
  readonly id: string;
  readonly #world: LockWorld;
  readonly #leases: readonly Lease[];
  readonly #ended = new AbortController();
  #lost: MeshplanError | undefined;

  constructor(id: string, taken: readonly Taken[], world: LockWorld) {
    this.id = id;
    this.#world = world;
    this.#leases = taken.map(({ target, state, begun }) => ({
      target,
      since: begun.wall,
      state,
      proven: begun,
      failure: undefined,
      renewing: undefined,
    }));
    for (const lease of this.#leases) void this.#keep(lease);
  }

  async check(cluster: string): Promise<void> {
    this.#throwIfLost();
    const old = this.#leases.filter(
      (lease) => this.#age(lease) >= (lease.target.cluster === cluster ? LOOK_AGAIN : FRESH),
    );
    await Promise.all(old.map((lease) => this.#renew(lease)));
    this.#throwIfLost();
    for (const lease of old) if (this.#age(lease) >= FRESH) this.#loseSightOf(lease);
    this.#throwIfLost();
  }

  /** What the clusters remember of earlier runs, as it was when their locks were taken. */
  get records(): readonly ClusterRecord[] {
    return this.#leases.map(({ target: { cluster }, state: { epoch, runs } }) => ({
      cluster,
      isNew: epoch === 1,
      runs,
    }));
  }

  /** Gives all locks back and records how the run ended. Has no effect on locks that others hold by now. */
  async release(ended?: EndedRun): Promise<Released> {
    this.#ended.abort();
    const run =
      ended === undefined
        ? undefined
        : { ...ended, run: this.id, host: this.#world.host.self.host };
    const left = this.#leases.map(async (lease) => {
      await lease.renewing;
      const isFree = await bounded(this.#world.clock, (signal) =>
        this.#free(lease, run, signal),
      ).catch((error: unknown) => {
        if (isOfTheWorld(error)) return false;
        throw error;
      });
      return isFree ? [] : [lease.target.cluster];
    });
    const clusters = (await Promise.all(left)).flat();
    return { left: clusters, ...(this.#lost === undefined ? {} : { lost: this.#lost }) };
  }

  async #keep(lease: Lease): Promise<void> {
    const { signal } = this.#ended;
    while (this.#lost === undefined) {
      const pause = lease.failure === undefined ? RENEW_EVERY : RENEW_AGAIN;
      await this.#world.clock.sleep(pause, signal);
      if (signal.aborted) return;
      await this.#renew(lease);
    }
  }

  #renew(lease: Lease): Promise<void> {
    lease.renewing ??= this.#renewOnce(lease).finally(() => {
      lease.renewing = undefined;
    });
    return lease.renewing;
  }

  /** Never throws: `check` looks at what failed. */
  async #renewOnce(lease: Lease): Promise<void> {
    const { clock, host } = this.#world;
    try {
      await bounded(clock, async (signal) => {
        for (let tries = 1; tries <= TRIES; tries += 1) {
          const begun = { monotonic: host.monotonic(), wall: clock.now() };
          const times = { since: lease.since, now: begun.wall };
          const body = heldLease(lease.state, { id: this.id, process: host.self }, times);
          const stored = await put(lease.target, body, signal);
          if (stored === undefined && !(await this.#readAgain(lease, signal))) return;
          if (stored === undefined) continue;
          lease.state = stored;
          lease.proven = begun;
          lease.failure = undefined;
          return;
        }
      });
    } catch (error) {
      lease.failure = error;
    }
  }

  /** Somebody wrote to the lease. True where it is still ours: they set a label, or our own request's answer was lost. */
  async #readAgain(lease: Lease, signal: AbortSignal): Promise<boolean> {
    const now = await lookAt(lease.target, signal);
    if (now?.holder?.id === this.id && now.uid === lease.state.uid) {
      lease.state = now;
      return true;
    }
    this.#loseTo(now, lease);
    return false;
  }

  #loseTo(now: LeaseState | undefined, { target: { cluster } }: Lease): void {
    const whose =
      now === undefined
        ? "was deleted"
        : now.holder === undefined
          ? "was taken away"
          : `is another's: run ${now.holder.id} has it`;
    this.#lose(cluster, `the lock of ${cluster} ${whose}`);
  }

  /**
   * True where nothing of ours is left there, even if somebody else had it; that loses the lock of the run. If a lock is free
   * and nobody has had it since, either the answer to our request was lost, or somebody unlocked it and nobody took it.
   */
  async #free(lease: Lease, run: RecordedRun | undefined, signal: AbortSignal): Promise<boolean> {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const now = tries === 1 ? lease.state : await lookAt(lease.target, signal);
      if (now?.holder?.id !== this.id || now.uid !== lease.state.uid) {
        const nobodyHadIt = now?.holder === undefined && now?.epoch === lease.state.epoch;
        if (!nobodyHadIt || now.uid !== lease.state.uid) this.#loseTo(now, lease);
        return true;
      }
      if ((await put(lease.target, freeLease(now, run), signal)) !== undefined) return true;
    }
    return false;
  }

  #age({ proven }: Lease): number {
    const { clock, host } = this.#world;
    return Math.max(host.monotonic() - proven.monotonic, clock.now() - proven.wall);
  }

  #loseSightOf({ target, failure }: Lease): void {
    // Our own bug, which must not pass for trouble of the world.
    if (failure instanceof Error && !isOfTheWorld(failure)) throw failure;
    const why = failure instanceof MeshplanError ? `: ${failure.message}` : "";
    const message = `the lock of ${target.cluster} could not be renewed in time${why}`;
    this.#lose(target.cluster, message, failure);
  }

  #lose(cluster: string, message: string, cause?: unknown): void {
    this.#lost ??= new MeshplanError("MP9321", message, {
      cluster,
      object: LOCK,
      cause,
      nextSteps: [
        "see that no other apply runs, then run the same apply again: it continues from here",
      ],
    });
  }

  #throwIfLost(): void {
    if (this.#lost !== undefined) throw this.#lost;
  }
}

function isOfTheWorld(error: unknown): boolean {
  return error instanceof ApiError || error instanceof StepTooLong;
}
