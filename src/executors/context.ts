import type { Cacerts } from "../certs/cacerts.ts";
import { kindInfo } from "../kube/kinds.ts";
import type { KubeObject, ObjectRef } from "../kube/object.ts";
import type { Action, ActionKind } from "../planner/action.ts";
import type { BodyHash, Change } from "../planner/change.ts";
import type { OutputRef } from "../planner/deferred.ts";
import type { SeenObject } from "../planner/recheck.ts";
import type { ClusterClient } from "../ports.ts";
import { commandLine } from "../util/command-line.ts";
import type { ApplyEventPayloads, ApplyEventType } from "./events.ts";
import type { WriteGuard } from "./lock/held-lock.ts";

/** An event before the run gives it its number and time. */
export type EventBody = {
  [P in ApplyEventType]: { readonly type: P } & ApplyEventPayloads[P];
}[ApplyEventType];

/** A change that is still to be sent. `seen`: what the recheck saw of an object that is there; the write is made against it. */
export interface PendingChange extends Change {
  readonly seen?: SeenObject;
}

/**
 * All that one action is run from, as plain data: it survives `structuredClone` and JSON, so an action can run in another
 * process than the one that has the plan. It holds no secret; these come through the ports. Not for a file: `seen` has hashes
 * over the data of Secrets.
 */
export interface ActionData<K extends ActionKind = ActionKind> {
  readonly action: Action<K>;
  readonly pending: readonly PendingChange[];
  /** What its changes send and its waits compare, holes included. */
  readonly bodies: Readonly<Record<BodyHash, KubeObject>>;
  /** Names of the CustomResourceDefinitions that the plan makes in its cluster. */
  readonly newDefinitions: readonly string[];
  /** The plan changes an istiod, so a webhook that does not answer may do so soon. */
  readonly rollsIstiod: boolean;
  /** What the API server warned of when its changes were planned: people have read it. */
  readonly warned: readonly { readonly object: ObjectRef; readonly message: string }[];
  /** sha256 of the roots that the mesh trusts. */
  readonly roots: readonly string[];
  /** The flags by which kubectl reaches its cluster, for the next step of a problem. */
  readonly kubectl: readonly string[];
}

/** The requests that actions send. */
export type ActionClient = Pick<
  ClusterClient,
  "cluster" | "get" | "list" | "getText" | "apply" | "watch"
>;

/** What an action asks of the process that has the plan. Every answer is a promise and plain data, so calls can be messages. */
export interface ActionPorts {
  /** The API server of its cluster, and no other. */
  readonly client: ActionClient;
  readonly clock: {
    /** Milliseconds since the epoch. */
    now(): Promise<number>;
    sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  };
  readonly outputs: {
    /** Hands out an output of this action. Which outputs are secret is not for the action to say. */
    put(output: string, value: string): Promise<void>;
    /** Undefined also for secret outputs: a hole in a body is no place for a secret. */
    find(ref: OutputRef): Promise<string | undefined>;
    /** A secret output of the action that this one has its token from. */
    reveal(output: string): Promise<string>;
  };
  /** The private keys of the mesh, which stay with the run: an action gets what belongs to its own cluster. */
  readonly signer: {
    /** A new intermediate for its istiod. */
    sign(): Promise<Cacerts>;
    /** The private key in the folder of its cluster, PEM. */
    key(): Promise<string>;
  };
  /** Asked before every write. */
  readonly lock: WriteGuard;
  /** Says that the last write was made: what follows are waits. */
  readonly written: () => Promise<void>;
  /** Posts an event, in order and without an answer. The run takes secrets out of every text of it. */
  readonly emit: (event: EventBody) => void;
  /** Aborted when nobody waits any more: requests already sent are finished; waits and pauses between tries end. */
  readonly interrupt: AbortSignal;
  /** Aborted when the run must stop at once. */
  readonly stop: AbortSignal;
}

/** All that an executor sees: the data of its action, and ports. */
export type ActionContext<K extends ActionKind = ActionKind> = ActionData<K> & ActionPorts;

/** `kubectl --context cluster1 -n istio-system describe deployment istiod`, for the next step of a problem. */
export function kubectl(
  context: Pick<ActionData, "kubectl">,
  verb: string,
  object: ObjectRef,
): string {
  const inNamespace = object.namespace === undefined ? [] : ["-n", object.namespace];
  return commandLine`kubectl ${context.kubectl} ${inNamespace} ${verb} ${typeName(object)} ${object.name}`;
}

/** `kubectl --context cluster1 -n istio-system logs -l app=istiod --tail=1000`, where only the log explains a problem. */
export function kubectlLogs(
  context: Pick<ActionData, "kubectl">,
  { namespace, labelSelector }: { readonly namespace: string; readonly labelSelector: string },
): string {
  return commandLine`kubectl ${context.kubectl} -n ${namespace} logs -l ${labelSelector} --tail=1000`;
}

/** Istio and the Gateway API both have Gateways, and kubectl takes whichever comes first of two kinds with one name. */
function typeName({ apiVersion, kind }: ObjectRef): string {
  const info = kindInfo(apiVersion, kind);
  return info !== undefined && kind === "Gateway"
    ? `${info.plural}.${info.group}`
    : kind.toLowerCase();
}
