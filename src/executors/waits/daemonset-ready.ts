import type { KubeObject, ObjectRef } from "../../kube/object.ts";
import type { Wait } from "../../planner/action.ts";
import type { ActionClient } from "../context.ts";
import { condition } from "./status.ts";
import { NOTHING, type Waiter } from "./wait-context.ts";
import { type Sight, watchObject } from "./watch-object.ts";
import { podsOf, readsForWhy, whyNotReady } from "./why-not-ready.ts";
import { numberAt, textOrNone } from "../../kube/at.ts";

type DaemonSetWait = Wait<"daemonset-ready">;

const daemonSet = ({ namespace, name }: DaemonSetWait): ObjectRef => ({
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  namespace,
  name,
});

/**
 * Ready means on every node: on a node without istio-cni or ztunnel, pods of the mesh do not start or talk in plain text, and
 * nothing else would report it. Source: cli-utils kstatus, rules for DaemonSet.
 */
export const daemonSetReady: Waiter<"daemonset-ready"> = {
  subject: daemonSet,
  alsoReads: (wait) => readsForWhy(daemonSet(wait)),
  explain: async (wait, client) =>
    (await whyNotReady(client, daemonSet(wait))) ?? (await nodesWithout(client, daemonSet(wait))),
  async watch(wait, context) {
    await watchObject(daemonSet(wait), context, look);
    return NOTHING;
  },
};

function look(object: KubeObject): Sight<true> {
  if (numberAt(object, "status", "observedGeneration") !== object.metadata.generation)
    return { saw: "not seen by its controller yet" };
  const count = (field: string) => numberAt(object, "status", field) ?? 0;
  const wanted = count("desiredNumberScheduled");
  const short = (field: string, done: string): string | undefined =>
    count(field) < wanted ? `${done} on ${count(field)} of ${wanted} nodes` : undefined;
  const isOnDelete = textOrNone(object, "spec", "updateStrategy", "type") === "OnDelete";
  const saw =
    short("currentNumberScheduled", "started") ??
    (isOnDelete ? undefined : short("updatedNumberScheduled", "updated")) ??
    short("numberReady", "ready") ??
    short("numberAvailable", "available");
  return saw === undefined ? { found: true } : { saw };
}

const MOST_NAMES = 3;

/** A node that is down says nothing through its pods; its name is where to look. */
async function nodesWithout(client: ActionClient, ref: ObjectRef): Promise<string | undefined> {
  const pods = await podsOf(client, ref);
  const nodes = pods
    .filter((pod) => condition(pod, "Ready")?.["status"] !== "True")
    .flatMap((pod) => textOrNone(pod, "spec", "nodeName") ?? [])
    .sort();
  if (nodes.length === 0) return undefined;
  const more = nodes.length > MOST_NAMES ? `, … ${nodes.length - MOST_NAMES} more` : "";
  return `not ready on ${nodes.slice(0, MOST_NAMES).join(", ")}${more}`;
}
