import { isList, isMap, type Json, type JsonMap, type KubeObject } from "../../kube/object.ts";
import { LOCK } from "../../planner/lock.ts";
import type { ProcessIdentity } from "../../ports.ts";
import type { ApplyOutcome } from "../events.ts";

/** Seconds after which a lock that nobody renews is free. */
export const LEASE_SECONDS = 60;
/** Somebody else's lease may say anything; nobody is kept waiting for longer than this. */
const LONGEST_SECONDS = 3600;
/** Runs that a lease remembers; and no record of a run is longer by what comes from a machine's name. */
export const REMEMBERED = 20;
const LONGEST_HOST = 255;

const EPOCH = "meshplan.dev/epoch";
const HOLDER = "meshplan.dev/holder";
const RUNS = "meshplan.dev/runs";

/**
 * One saved plan. The digest says what it does, so equal plans of two days have one digest, and each may be applied. The time
 * at which a plan was made tells them apart, and is the same in every copy of its file. Both guard against accidents, not
 * against somebody who may edit the file.
 */
export interface PlanId {
  readonly digest: string;
  /** ISO 8601, as the plan file has it. */
  readonly made: string;
}

/** How an apply ended. */
export interface EndedRun {
  /** The digest of its plan. */
  readonly plan: string;
  /** When its plan was made; absent where it was not a saved plan. */
  readonly made?: string;
  readonly mesh: string;
  readonly outcome: ApplyOutcome;
  /** ISO 8601. */
  readonly finished: string;
}

/** One apply that held the lock, for the record. */
export interface RecordedRun extends EndedRun {
  /** The run's id; empty, like its host, where the record does not tell. */
  readonly run: string;
  readonly host: string;
}

export interface Holder {
  /** The run's id. */
  readonly id: string;
  /** Absent where the lease does not tell. */
  readonly process?: ProcessIdentity;
  /** ISO 8601, as the holder's clock had it: for people, never for a decision. */
  readonly since?: string;
}

/** What a Lease says. Anything that somebody else wrote into it and that cannot be read counts as absent. */
export interface LeaseState {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly holder?: Holder;
  readonly durationSeconds: number;
  readonly transitions: number;
  /** How often the lock was taken; never goes back, so a later holder has a higher one. */
  readonly epoch: number;
  readonly runs: readonly RecordedRun[];
}

export function readLease(lease: KubeObject): LeaseState {
  const { uid = "", resourceVersion = "", annotations = {} } = lease.metadata;
  const spec = mapOf(lease["spec"]);
  const seconds = countOf(spec["leaseDurationSeconds"]);
  const id = textOf(spec["holderIdentity"]);
  return {
    uid,
    resourceVersion,
    ...(id === "" ? {} : { holder: holderOf(id, spec, annotations[HOLDER]) }),
    durationSeconds: seconds === 0 ? LEASE_SECONDS : Math.min(seconds, LONGEST_SECONDS),
    transitions: countOf(spec["leaseTransitions"]),
    epoch: countOf(Number(annotations[EPOCH])),
    runs: runsOf(annotations[RUNS]),
  };
}

function holderOf(id: string, spec: JsonMap, annotation: string | undefined): Holder {
  const process = processOf(annotation);
  const since = textOf(spec["acquireTime"]);
  return {
    id,
    ...(process === undefined ? {} : { process }),
    ...(since === "" ? {} : { since }),
  };
}

function processOf(annotation: string | undefined): ProcessIdentity | undefined {
  const found = mapOf(parsed(annotation));
  const { pid } = found;
  if (typeof pid !== "number") return undefined;
  return {
    host: textOf(found["host"]),
    bootId: textOf(found["bootId"]),
    pidNamespace: textOf(found["pidNamespace"]),
    pid,
    started: textOf(found["started"]),
  };
}

const OUTCOMES: readonly ApplyOutcome[] = ["done", "failed", "interrupted", "stale"];

function runsOf(annotation: string | undefined): readonly RecordedRun[] {
  const list = parsed(annotation);
  return (isList(list) ? list : []).flatMap((item) => {
    const one = mapOf(item);
    const outcome = OUTCOMES.find((known) => known === one["outcome"]);
    if (outcome === undefined) return [];
    const text = (key: keyof RecordedRun): string => textOf(one[key]);
    const made = text("made");
    return [
      {
        plan: text("plan"),
        ...(made === "" ? {} : { made }),
        mesh: text("mesh"),
        outcome,
        finished: text("finished"),
        run: text("run"),
        host: text("host"),
      },
    ];
  });
}

/** The lease of a run that takes the lock now, or renews it. `since` is when it took it, in milliseconds. */
export function heldLease(
  before: LeaseState | undefined,
  holder: { readonly id: string; readonly process: ProcessIdentity },
  times: { readonly since: number; readonly now: number },
): KubeObject {
  const isRenewal = before?.holder?.id === holder.id;
  const step = isRenewal ? 0 : 1;
  const transitions = before === undefined ? 0 : before.transitions + step;
  const epoch = (before?.epoch ?? 0) + step;
  return lease(before, epoch, {
    annotations: { [HOLDER]: JSON.stringify(holder.process) },
    spec: {
      holderIdentity: holder.id,
      leaseDurationSeconds: LEASE_SECONDS,
      leaseTransitions: transitions,
      acquireTime: microTime(times.since),
      renewTime: microTime(times.now),
    },
  });
}

/** The lease once nobody holds it: our fields that are no longer sent disappear; epoch and record stay. */
export function freeLease(before: LeaseState, run?: RecordedRun): KubeObject {
  return lease({ ...before, runs: withRun(before.runs, run) }, before.epoch, {
    annotations: {},
    spec: { leaseDurationSeconds: LEASE_SECONDS, leaseTransitions: before.transitions },
  });
}

/** A saved plan that is tried repeatedly takes one entry, and does not push other plans out of the record. */
function withRun(
  runs: readonly RecordedRun[],
  run: RecordedRun | undefined,
): readonly RecordedRun[] {
  if (run === undefined) return runs;
  const isSame = (one: RecordedRun): boolean =>
    one.plan === run.plan &&
    one.made === run.made &&
    (one.outcome === "done") === (run.outcome === "done");
  const others = run.made === undefined ? runs : runs.filter((one) => !isSame(one));
  return [...others, { ...run, host: run.host.slice(0, LONGEST_HOST) }];
}

/** If there was no lease before, it must still be absent: no object ever has the resourceVersion 1. */
function lease(
  before: LeaseState | undefined,
  epoch: number,
  held: { readonly annotations: { readonly [key: string]: string }; readonly spec: JsonMap },
): KubeObject {
  const { apiVersion, kind, ...place } = LOCK;
  const runs = (before?.runs ?? []).slice(-REMEMBERED);
  const guard =
    before === undefined
      ? { resourceVersion: "1" }
      : { uid: before.uid, resourceVersion: before.resourceVersion };
  return {
    apiVersion,
    kind,
    metadata: {
      ...place,
      ...guard,
      annotations: {
        [EPOCH]: String(epoch),
        ...(runs.length === 0 ? {} : { [RUNS]: JSON.stringify(runs) }),
        ...held.annotations,
      },
    },
    spec: held.spec,
  };
}

/** `MicroTime` of the API: exactly six digits after the point. */
function microTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("Z", "000Z");
}

function parsed(text: string | undefined): Json | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

function mapOf(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function countOf(value: Json | undefined): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
