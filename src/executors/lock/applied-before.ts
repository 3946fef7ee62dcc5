import { type PlanId, type RecordedRun, REMEMBERED } from "./lease.ts";

/** What the lock of one cluster remembers. */
export interface ClusterRecord {
  readonly cluster: string;
  /** This run made its Lease: somebody deleted the one before, or no apply has been there. */
  readonly isNew: boolean;
  readonly runs: readonly RecordedRun[];
}

/** Clusters that remember the same run of a plan. */
export interface Told {
  readonly clusters: readonly string[];
  /** The run that applied it to its end. */
  readonly run: RecordedRun;
}

/**
 * - `no`: it was never applied to its end, as far as the clusters remember; this apply continues what an earlier one left;
 * - `partly`: some clusters remember that it was, and others do not;
 * - `yes`: all of them do;
 * - `forgotten`: their records begin after the plan was made, so that nobody can tell.
 */
export type AppliedBefore =
  | { readonly kind: "no" }
  | {
      readonly kind: "partly";
      readonly told: readonly Told[];
      readonly others: readonly ClusterRecord[];
    }
  | { readonly kind: "yes"; readonly told: readonly Told[] }
  | { readonly kind: "forgotten"; readonly clusters: readonly string[] };

/**
 * Whether a saved plan was applied to its end before: every cluster whose lock is held has to say so. A run records it after
 * its last action, where it ended well. A run that lost its lock or was killed leaves a cluster that does not say so, and its
 * plan continues without a question.
 */
export function appliedBefore(records: readonly ClusterRecord[], plan: PlanId): AppliedBefore {
  const seen = records.map((record) => ({ record, ...memoryOf(record, plan) }));
  const told = byRun(seen);
  const others = seen.filter(({ kind }) => kind === "none").map(({ record }) => record);
  if (others.length > 0) return told.length > 0 ? { kind: "partly", told, others } : { kind: "no" };
  if (told.length > 0) return { kind: "yes", told };
  const clusters = records.map(({ cluster }) => cluster);
  return clusters.length > 0 ? { kind: "forgotten", clusters } : { kind: "no" };
}

/** The last run of a saved plan that began it and did not end well, if a cluster remembers one. A run that was killed records none. */
export function begunBefore(
  records: readonly ClusterRecord[],
  { digest, made }: PlanId,
): RecordedRun | undefined {
  return records
    .flatMap(({ runs }) => runs)
    .filter((run) => run.plan === digest && run.made === made && run.outcome !== "done")
    .sort((a, b) => (a.finished < b.finished ? -1 : 1))
    .at(-1);
}

type Memory =
  { readonly kind: "none" | "forgotten" } | { readonly kind: "done"; readonly run: RecordedRun };

/** A full record may have held the plan once, unless it reaches back to before the plan was made. */
function memoryOf({ runs }: ClusterRecord, { digest, made }: PlanId): Memory {
  const own = runs.filter((run) => run.plan === digest && run.made === made);
  const run = own.findLast(({ outcome }) => outcome === "done");
  if (run !== undefined) return { kind: "done", run };
  const reachesBack =
    runs.length < REMEMBERED ||
    runs.some(({ finished }) => Date.parse(finished) <= Date.parse(made));
  return { kind: own.length > 0 || reachesBack ? "none" : "forgotten" };
}

function byRun(seen: readonly ({ readonly record: ClusterRecord } & Memory)[]): readonly Told[] {
  const told = new Map<string, { run: RecordedRun; clusters: string[] }>();
  for (const one of seen) {
    if (one.kind !== "done") continue;
    const key = JSON.stringify([one.run.run, one.run.finished]);
    const same = told.get(key) ?? { run: one.run, clusters: [] };
    told.set(key, { ...same, clusters: [...same.clusters, one.record.cluster] });
  }
  return [...told.values()].sort((a, b) => (a.run.finished < b.run.finished ? -1 : 1));
}
