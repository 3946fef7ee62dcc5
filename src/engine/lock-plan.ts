import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { acquireLock, type AcquireOptions } from "../executors/lock/acquire.ts";
import type { ClusterRecord } from "../executors/lock/applied-before.ts";
import type { Released, WriteGuard } from "../executors/lock/held-lock.ts";
import type { EndedRun } from "../executors/lock/lease.ts";
import type { LockTarget } from "../executors/lock/lock-target.ts";
import { readLocks, type SeenLock } from "../executors/lock/unlock.ts";
import type { Plan } from "../planner/plan.ts";
import { staleIdentity } from "../planner/recheck.ts";
import type { ClusterClient, Ports } from "../ports.ts";
import { clientOf, connect, type Target } from "./clients.ts";

/** The lock of one run. */
export interface RunLock extends WriteGuard {
  /** What each locked cluster remembers of earlier runs. */
  readonly records: readonly ClusterRecord[];
  /** Gives the locks back; without a run the clusters remember nothing of it. */
  release(run?: EndedRun): Promise<Released>;
}

/** What is locked, or why it is not: a context leads to another cluster, so that nothing is written there, a lock neither. */
export type LockedPlan =
  | { readonly lock: RunLock; readonly stale?: undefined }
  | { readonly lock?: undefined; readonly stale: readonly Diagnostic[] };

type LockOptions = Pick<AcquireOptions, "timeoutSeconds" | "signal" | "onWait" | "unlock">;

/**
 * Between approval and recheck: takes the locks of the clusters a plan has objects in. Clusters where others bring everything
 * need none, and a plan without a change takes none at all.
 */
export async function lockPlan(
  ports: Ports,
  plan: Plan,
  options: LockOptions,
): Promise<LockedPlan> {
  if (!changesAnything(plan)) return { lock: NOTHING_TO_WRITE };
  const busy = new Set(
    plan.actions.filter(({ changes }) => changes.length > 0).map(({ cluster }) => cluster),
  );
  const planned = plan.clusters.filter(({ name }) => busy.has(name));
  const targets = await targetsOf(ports, planned, plan.digest);
  const stale = planned.flatMap(({ name, context, identity }) =>
    targets.find(({ cluster }) => cluster === name)?.identity === identity
      ? []
      : [staleIdentity(name, context)],
  );
  if (stale.length > 0) return { stale };
  const { clock, host } = ports;
  return { lock: await acquireLock(targets, { ...options, clock, host }) };
}

/** The locks of some clusters, whoever holds them. */
export async function locksOf(
  ports: Ports,
  clusters: readonly Target[],
): Promise<readonly SeenLock[]> {
  return await readLocks(await targetsOf(ports, clusters), ports);
}

async function targetsOf(
  ports: Ports,
  clusters: readonly Target[],
  plan?: string,
): Promise<readonly LockTarget[]> {
  const clients = await connect(ports, clusters, plan);
  return await Promise.all(
    clusters.map(async ({ name }) => {
      const client = clientOf(clients, name);
      return { cluster: name, client, identity: await identityOf(client) };
    }),
  );
}

async function identityOf(client: ClusterClient): Promise<string> {
  const ref = { apiVersion: "v1", kind: "Namespace", name: "kube-system" };
  return (await client.get(ref))?.metadata.uid ?? "";
}

function changesAnything({ actions }: Plan): boolean {
  return actions.some(({ changes }) => changes.some(({ verb }) => verb !== "none"));
}

const NOTHING_TO_WRITE: RunLock = {
  records: [],
  check: () => Promise.reject(new Error("internal: a write of a plan without changes")),
  release: () => Promise.resolve({ left: [] }),
};
