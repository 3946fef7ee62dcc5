import { kindInfo } from "../kube/kinds.ts";
import type { ObjectRef } from "../kube/object.ts";
import type { Plan } from "../planner/plan.ts";
import type { SeenObject } from "../planner/recheck.ts";
import type { ClusterClient, Clock } from "../ports.ts";
import type { SecretRegistry } from "../util/secret-registry.ts";
import type { ApplyEventPayloads, ApplyEventType } from "./events.ts";
import type { WriteGuard } from "./lock/held-lock.ts";
import type { Outputs } from "./outputs.ts";
import type { Signer } from "./signer.ts";
import { kubectlFlags } from "../kube/kubectl-flags.ts";
import { commandLine } from "../util/command-line.ts";

/** An event before the run gives it its number and time. */
export type EventBody = {
  [P in ApplyEventType]: { readonly type: P } & ApplyEventPayloads[P];
}[ApplyEventType];

/** What one run lends to every action. */
export interface RunContext {
  readonly plan: Plan;
  readonly clients: (cluster: string) => ClusterClient;
  readonly clock: Clock;
  readonly outputs: Outputs;
  /** Knows what no event may hold: every text of every event passes through it. */
  readonly secrets: SecretRegistry;
  /** The private keys of the mesh; absent where the plan needs none. */
  readonly signer?: Signer;
  /** Changes that are already as planned, by `changeKey`: not written again. */
  readonly done: ReadonlySet<string>;
  /** Present objects as the recheck saw them, by `changeKey`: every write to an object is made against what was seen of it. */
  readonly seen: ReadonlyMap<string, SeenObject>;
  /** Asked before every write. */
  readonly lock: WriteGuard;
  /** Aborted when nobody waits any more: requests already sent are finished; waits and pauses between tries end. */
  readonly interrupt: AbortSignal;
  /** Aborted when the run must stop at once. */
  readonly stop: AbortSignal;
  /** Takes secrets out of every text before it passes the event on. */
  readonly emit: (event: EventBody) => void;
}

/** `kubectl --context cluster1 -n istio-system describe deployment istiod`, for the next step of a problem. */
export function kubectl(
  { clients }: Pick<RunContext, "clients">,
  cluster: string,
  verb: string,
  object: ObjectRef,
): string {
  const inNamespace = object.namespace === undefined ? [] : ["-n", object.namespace];
  return commandLine`kubectl ${kubectlFlags(clients(cluster))} ${inNamespace} ${verb} ${typeName(object)} ${object.name}`;
}

/** `kubectl --context cluster1 -n istio-system logs -l app=istiod --tail=1000`, where only the log explains a problem. */
export function kubectlLogs(
  { clients }: Pick<RunContext, "clients">,
  cluster: string,
  { namespace, labelSelector }: { readonly namespace: string; readonly labelSelector: string },
): string {
  return commandLine`kubectl ${kubectlFlags(clients(cluster))} -n ${namespace} logs -l ${labelSelector} --tail=1000`;
}

/** Istio and the Gateway API both have Gateways, and kubectl takes whichever comes first of two kinds with one name. */
function typeName({ apiVersion, kind }: ObjectRef): string {
  const info = kindInfo(apiVersion, kind);
  return info !== undefined && kind === "Gateway"
    ? `${info.plural}.${info.group}`
    : kind.toLowerCase();
}
