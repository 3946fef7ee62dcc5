import { type AccessRequest, accessTo } from "../../kube/access-request.ts";
import { isMap, type JsonMap, type KubeObject, type ObjectRef } from "../../kube/object.ts";
import type { ActionClient } from "../context.ts";
import { condition } from "./status.ts";
import { at, mapsAt, textOrNone } from "../../kube/at.ts";

/**
 * Why a Deployment or DaemonSet has pods that are not ready, as far as its pods and events tell:
 * `ImagePullBackOff: manifest unknown`. Undefined where they say nothing, or may not be read.
 */
export async function whyNotReady(
  client: ActionClient,
  workload: ObjectRef,
): Promise<string | undefined> {
  const reasons = await Promise.all([
    podReason(client, workload).catch(() => undefined),
    newestWarning(client, workload).catch(() => undefined),
  ]);
  return [...new Set(reasons.filter((reason) => reason !== undefined))].join("; ") || undefined;
}

/** The requests that `whyNotReady` makes. */
export function readsForWhy(workload: ObjectRef): readonly AccessRequest[] {
  const place = { ...placeOf(workload), apiVersion: "v1" };
  return [
    accessTo("get", workload),
    accessTo("list", { ...place, kind: "Pod" }),
    accessTo("list", { ...place, kind: "Event" }),
  ];
}

async function podReason(client: ActionClient, ref: ObjectRef): Promise<string | undefined> {
  const pods = await podsOf(client, ref);
  const newest = [...pods].sort((a, b) => later(createdAt(a), createdAt(b)));
  for (const pod of newest) {
    const reason = containerReason(pod) ?? unscheduled(pod);
    if (reason !== undefined) return `pod ${pod.metadata.name}: ${reason}`;
  }
  return undefined;
}

/** The pods that a workload's selector finds; none where the workload is not there. */
export async function podsOf(client: ActionClient, ref: ObjectRef): Promise<readonly KubeObject[]> {
  const workload = await client.get(ref);
  const labels = at(workload, "spec", "selector", "matchLabels");
  if (!isMap(labels)) return [];
  const labelSelector = Object.keys(labels)
    .map((key) => `${key}=${textOrNone(labels, key) ?? ""}`)
    .sort()
    .join(",");
  const pods = { ...placeOf(ref), apiVersion: "v1", kind: "Pod" };
  return (await client.list(pods, { labelSelector })).items;
}

function containerReason(pod: KubeObject): string | undefined {
  const containers = [
    ...mapsAt(pod, "status", "initContainerStatuses"),
    ...mapsAt(pod, "status", "containerStatuses"),
  ];
  for (const container of containers) {
    const reason = textOrNone(container, "state", "waiting", "reason");
    if (reason === undefined || reason === "PodInitializing") continue;
    const message = textOrNone(container, "state", "waiting", "message");
    return message === undefined ? reason : `${reason}: ${message}`;
  }
  return undefined;
}

function unscheduled(pod: KubeObject): string | undefined {
  const scheduled = condition(pod, "PodScheduled");
  if (scheduled?.["status"] !== "False") return undefined;
  return textOrNone(scheduled, "message") ?? textOrNone(scheduled, "reason");
}

/** Events of a workload are also recorded on its ReplicaSets and pods, whose names begin with its own. */
async function newestWarning(client: ActionClient, ref: ObjectRef): Promise<string | undefined> {
  const events = await client.list(
    { ...placeOf(ref), apiVersion: "v1", kind: "Event" },
    { fieldSelector: "type=Warning" },
  );
  const own = events.items.filter((event) => {
    const name = textOrNone(event, "involvedObject", "name") ?? "";
    return name === ref.name || name.startsWith(`${ref.name}-`);
  });
  const [newest] = own.sort((a, b) => later(happenedAt(a), happenedAt(b)));
  return newest === undefined ? undefined : textOrNone(newest, "message");
}

function happenedAt(event: JsonMap): string {
  return (
    textOrNone(event, "series", "lastObservedTime") ??
    textOrNone(event, "lastTimestamp") ??
    textOrNone(event, "eventTime") ??
    ""
  );
}

function createdAt(object: KubeObject): string {
  return object.metadata.creationTimestamp ?? "";
}

/** Newest first. */
function later(a: string, b: string): number {
  return a < b ? 1 : a > b ? -1 : 0;
}

function placeOf({ namespace }: ObjectRef): { readonly namespace?: string } {
  return namespace === undefined ? {} : { namespace };
}
