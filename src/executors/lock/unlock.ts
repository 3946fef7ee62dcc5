import { MeshplanError } from "../../errors.ts";
import { LOCK } from "../../planner/lock.ts";
import { holderText } from "./acquire.ts";
import { freeLease, heldLease, type LeaseState } from "./lease.ts";
import { type LockTarget, type LockWorld, lookAt, put } from "./lock-target.ts";

/** The lock of one cluster, as a person sees it before deciding to break it. */
export interface SeenLock {
  readonly target: LockTarget;
  /** Absent where nobody holds it. */
  readonly state?: LeaseState;
  /** The holder runs on this machine; undefined where that cannot be told. */
  readonly isAlive?: boolean;
}

/** Reads the locks of some clusters. */
export async function readLocks(
  targets: readonly LockTarget[],
  { host }: LockWorld,
): Promise<readonly SeenLock[]> {
  return await Promise.all(
    targets.map(async (target): Promise<SeenLock> => {
      const state = await lookAt(target);
      const holder = state?.holder;
      if (state === undefined || holder === undefined) return { target };
      const isAlive = holder.process === undefined ? undefined : host.isAlive(holder.process);
      return { target, state, ...(isAlive === undefined ? {} : { isAlive }) };
    }),
  );
}

/**
 * Takes locks away from the holders that were seen; epoch and record stay. A holder that still runs finds out at its next
 * write, within two seconds. Throws MP9320 where a lock has moved since it was seen: somebody holds or renews it.
 */
export async function breakLocks(locks: readonly SeenLock[], world: LockWorld): Promise<void> {
  await Promise.all(
    locks.map(async ({ target, state }) => {
      if (state === undefined) return;
      const freed = await put(target, freeLease(state));
      if (freed === undefined) throw moved(target);
      if (freed.holder !== undefined) await freeByForce(target, freed, world);
    }),
  );
}

/** Fields that somebody edited by hand are not ours and would stay when we stop sending them, so we take them first. */
async function freeByForce(
  target: LockTarget,
  state: LeaseState,
  { clock, host }: LockWorld,
): Promise<void> {
  const holder = { id: host.newId(), process: host.self };
  const now = clock.now();
  const seized = await put(target, heldLease(state, holder, { since: now, now }));
  if (seized === undefined) throw moved(target);
  await put(target, freeLease(seized));
}

function moved({ cluster }: LockTarget): MeshplanError {
  return new MeshplanError("MP9320", `the lock of ${cluster} moved while it was looked at`, {
    cluster,
    object: LOCK,
    nextSteps: ["somebody renews it: see who holds it by running the same command again"],
  });
}

/** Refuses to take a lock from a process of this machine. */
export function requireGone(locks: readonly SeenLock[], force: string): void {
  for (const { target, state, isAlive } of locks) {
    if (isAlive !== true || state?.holder === undefined) continue;
    throw new MeshplanError(
      "MP9323",
      `${target.cluster} is ${holderText(state.holder)}, and that process runs`,
      {
        cluster: target.cluster,
        object: LOCK,
        nextSteps: ["let it end, or interrupt it with Ctrl-C: it gives its lock back", force],
      },
    );
  }
}
