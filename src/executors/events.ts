import type { ObjectRef } from "../kube/object.ts";
import type { ActionId } from "../planner/action.ts";
import type { Verb } from "../planner/change.ts";
import type { DiagnosticCode } from "../diagnostics/codes.ts";

/** A failure as data, ready to print: code, place, sentence, next steps. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly cluster?: string;
  readonly object?: ObjectRef;
  readonly nextSteps: readonly string[];
}

/** What each event carries. */
export interface ApplyEventPayloads {
  /** First: every action of the plan, so that a screen can draw the whole list before work starts. */
  readonly "apply-started": {
    readonly mesh: string;
    readonly digest: string;
    readonly actions: readonly EventAction[];
  };
  readonly "action-started": { readonly action: ActionId };
  /** One object was sent. `unchanged`: it was already as planned. */
  readonly "object-written": {
    readonly action: ActionId;
    readonly object: ObjectRef;
    readonly verb: Verb;
    readonly result: "changed" | "unchanged";
  };
  /** `text` names what the action waits for: "LoadBalancer address of istio-eastwestgateway". */
  readonly "wait-started": { readonly action: ActionId; readonly text: string };
  /** What the watched object says now: "0 of 1 replicas available". */
  readonly "wait-progress": {
    readonly action: ActionId;
    readonly text: string;
    readonly detail: string;
  };
  readonly "wait-finished": { readonly action: ActionId; readonly text: string };
  /** A check that could not be made and is not needed to go on: "synced: not checked (pods/proxy is forbidden)". */
  readonly note: { readonly action: ActionId; readonly text: string };
  readonly retrying: { readonly action: ActionId; readonly text: string; readonly attempt: number };
  readonly "action-finished": {
    readonly action: ActionId;
    readonly outcome: "changed" | "unchanged";
    readonly written: number;
  };
  readonly "action-failed": { readonly action: ActionId; readonly problem: Problem };
  /** Did not run, because `because` failed: always the root cause, never another skipped action. */
  readonly "action-skipped": { readonly action: ActionId; readonly because: ActionId };
  /**
   * Ctrl-C: writes that run are finished, waits end, nothing new starts. `running`: still writes; where it has waits, it is
   * left after its last write and no other event ends it. `left`: not started, or given up while it waited.
   */
  readonly interrupted: {
    readonly running: readonly ActionId[];
    readonly left: readonly ActionId[];
  };
  /** The last event, and the only one of a run that executed nothing. */
  readonly "apply-finished": { readonly outcome: ApplyOutcome; readonly objectsWritten: number };
}
export interface EventAction {
  readonly id: ActionId;
  readonly cluster: string;
  readonly component: string;
  readonly needs: readonly ActionId[];
  /** Objects this action may write. */
  readonly changes: number;
}
/**
 * `failed`: at least one action failed, or the run was refused before the first. `interrupted` wins over `failed`. `stale`: the
 * plan is not the reviewed one or no longer fits, and nothing was executed.
 */
export type ApplyOutcome = "done" | "failed" | "interrupted" | "stale";
export type ApplyEventType = keyof ApplyEventPayloads;

/** One thing that happened during an apply. Plain and serialisable; never carries a secret. */
export type ApplyEvent<T extends ApplyEventType = ApplyEventType> = {
  [P in T]: {
    readonly type: P;
    /** From 1, without gaps. */ readonly seq: number;
    /** ISO 8601. */ readonly time: string;
  } & ApplyEventPayloads[P];
}[T];
