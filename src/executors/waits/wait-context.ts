import type { AccessRequest } from "../../kube/access-request.ts";
import type { KubeObject, ObjectRef } from "../../kube/object.ts";
import type { Wait, WaitKind } from "../../planner/action.ts";
import type { Right } from "../../planner/right.ts";
import type { Change } from "../../planner/change.ts";
import type { ClusterClient, Clock } from "../../ports.ts";
import type { Output } from "../outputs.ts";

/** What a wait hands out, by name. */
export type WaitOutputs = Readonly<Record<string, Output>>;

export interface WaitContext {
  readonly client: ClusterClient;
  readonly clock: Clock;
  /** Aborted when the time of this wait is over, or the run stops. */
  readonly signal: AbortSignal;
  /**
   * What is seen now: shown live, and in the problem should the time run out. Repeats are dropped. `of`: what to look at
   * then, where it is not the subject of the wait.
   */
  readonly saw: (detail: string, of?: ObjectRef) => void;
  /** The body of an object in the plan, its holes filled. */
  readonly body: (planned: Pick<Change, "object" | "body">) => KubeObject;
  /** For what no waiting will mend: throws a problem with this reason, the object and what explains it. */
  readonly giveUp: (reason: string, object: ObjectRef) => Promise<never>;
  /** A check that cannot be made and is not needed to go on. */
  readonly note: (text: string) => void;
}

/** Pods that have logs to read. */
export interface LogsOf {
  readonly namespace: string;
  readonly labelSelector: string;
}

/**
 * One kind of wait: returns when what it waits for is true, and never gives up by itself.
 * Whoever runs it measures the time.
 */
export interface Waiter<K extends WaitKind> {
  readonly watch: (wait: Wait<K>, context: WaitContext) => Promise<WaitOutputs>;
  /** What to look at when the time is over. */
  readonly subject: (wait: Wait<K>) => ObjectRef;
  /** Whose logs say why, where nothing is to be seen in `subject`. */
  readonly logs?: (wait: Wait<K>) => LogsOf;
  /** What it asks of the API server; absent: to list and watch its subject. */
  readonly asks?: (wait: Wait<K>) => readonly Right[];
  /** What it or `explain` also reads, and goes on without where it may not. */
  readonly alsoReads?: (wait: Wait<K>) => readonly AccessRequest[];
  /** More about why, asked once when the time is over: the newest event, a pod's waiting reason. */
  readonly explain?: (wait: Wait<K>, client: ClusterClient) => Promise<string | undefined>;
}

export const NOTHING: WaitOutputs = {};
