import type { AccessRequest } from "../../kube/access-request.ts";
import type { KubeObject, ObjectRef } from "../../kube/object.ts";
import type { Wait, WaitKind } from "../../planner/action.ts";
import type { Right } from "../../planner/right.ts";
import type { Change } from "../../planner/change.ts";
import type { ActionClient, ActionPorts } from "../context.ts";

/** What a wait hands out, by name; which of it is secret stands in planner/outputs.ts. */
export type WaitOutputs = Readonly<Record<string, string>>;

export interface WaitContext {
  readonly client: ActionClient;
  readonly clock: ActionPorts["clock"];
  /** Aborted when the time of this wait is over, or the run stops. */
  readonly signal: AbortSignal;
  /**
   * Reports what is seen now: shown live, and in the problem if the time runs out. Repeats are dropped. `of` is the object to
   * look at then, if it is not the subject of the wait.
   */
  readonly saw: (detail: string, of?: ObjectRef) => void;
  /** The planned body of an object, with its holes filled. */
  readonly body: (planned: Pick<Change, "object" | "body">) => Promise<KubeObject>;
  /** For a state that no waiting will mend: throws a problem with this reason, the object and what explains it. */
  readonly giveUp: (reason: string, object: ObjectRef) => Promise<never>;
  /** Reports a check that cannot be made and that the apply can do without. */
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
  /** The object to look at when the time is over. */
  readonly subject: (wait: Wait<K>) => ObjectRef;
  /** The pods whose logs say why, where `subject` shows nothing. */
  readonly logs?: (wait: Wait<K>) => LogsOf;
  /** The rights it needs on the API server; absent: to list and watch its subject. */
  readonly asks?: (wait: Wait<K>) => readonly Right[];
  /** What it or `explain` also reads, but continues without if it may not. */
  readonly alsoReads?: (wait: Wait<K>) => readonly AccessRequest[];
  /** A further reason, asked for once when the time is over: the newest event, a pod's waiting reason. */
  readonly explain?: (wait: Wait<K>, client: ActionClient) => Promise<string | undefined>;
}

export const NOTHING: WaitOutputs = {};
