import { ApiError } from "../../kube/api-error.ts";
import { LOCK } from "../../planner/lock.ts";
import type { ApplyResult, ClusterClient, Clock, Host } from "../../ports.ts";
import type { KubeObject } from "../../kube/object.ts";
import { lostSightOf } from "../lost-sight.ts";
import { type LeaseState, readLease } from "./lease.ts";

/** One cluster whose lock is wanted. */
export interface LockTarget {
  readonly cluster: string;
  /** uid of its kube-system namespace: two runs with different names for a cluster still put it at the same place in order. */
  readonly identity: string;
  readonly client: ClusterClient;
}

export interface LockWorld {
  readonly clock: Clock;
  readonly host: Host;
}

/** Milliseconds that one request for a lock may take: a lock that cannot be renewed is given up before others take it. */
export const STEP = 10_000;

/** Reads the lease; undefined where there is none yet. */
export async function lookAt(
  { client }: LockTarget,
  signal?: AbortSignal,
): Promise<LeaseState | undefined> {
  const live = await client.get(LOCK, signal === undefined ? {} : { signal });
  return live === undefined ? undefined : readLease(live);
}

/**
 * Writes a lease against the version it was read at. Undefined where it changed meanwhile, or may have: the caller then looks
 * again, because the answer to its own request may have been lost.
 *
 * Uses force: the version shows that nobody wrote since, and somebody who edited the lease by hand owns its fields.
 */
export async function put(
  { client }: LockTarget,
  lease: KubeObject,
  signal?: AbortSignal,
): Promise<LeaseState | undefined> {
  const options = { force: true, ...(signal === undefined ? {} : { signal }) };
  const result = await client.apply(lease, options).catch((error: unknown): ApplyResult => {
    if (!(error instanceof ApiError) || lostSightOf(error) === undefined) throw error;
    return { kind: "conflict", conflicts: [] };
  });
  return result.kind === "applied" ? readLease(result.object) : undefined;
}

/** A request for a lock took longer than a lock can wait. */
export class StepTooLong extends Error {}

/** Runs a step, and cuts it off with StepTooLong when it takes too long. */
export async function bounded<T>(
  clock: Clock,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const done = new AbortController();
  void clock.sleep(STEP, done.signal).then(() => {
    if (!done.signal.aborted) late.abort(new StepTooLong());
  });
  try {
    return await work(late.signal);
  } finally {
    done.abort();
  }
}
