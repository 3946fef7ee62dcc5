import { randomUUID } from "node:crypto";
import { sameJson } from "../../kube/canonical.ts";
import { isList, isMap, type Json, type JsonMap, type KubeObject } from "../../kube/object.ts";
import type { Allocations } from "./allocations.ts";
import { kubeTime } from "./clock.ts";
import { type Draft, draftOf, mapAt, mapsAt } from "./json-draft.ts";
import type { ServedKind } from "./kinds.ts";

/** The parts of a kind whose change increases `metadata.generation`; kinds without an entry have none. */
const GENERATION: Readonly<Record<string, readonly string[]>> = {
  Deployment: ["spec"],
  ReplicaSet: ["spec"],
  DaemonSet: ["spec"],
  Pod: ["spec"],
  PodDisruptionBudget: ["spec"],
  NetworkPolicy: ["spec"],
  CustomResourceDefinition: ["spec"],
  MutatingWebhookConfiguration: ["webhooks"],
  ValidatingWebhookConfiguration: ["webhooks"],
  EndpointSlice: ["addressType", "endpoints", "ports"],
};

/** Turns a client's request into a new object: identity, first generation, status and allocated values. */
export function prepareCreate(
  object: KubeObject,
  kind: ServedKind,
  now: number,
  allocations: Allocations,
): KubeObject {
  const draft = draftOf(object);
  const metadata = mapAt(draft, "metadata", true);
  metadata["uid"] = randomUUID();
  metadata["creationTimestamp"] = kubeTime(now);
  delete metadata["resourceVersion"];
  delete metadata["deletionTimestamp"];
  delete metadata["generation"];
  if (kind.hasStatus && kind.custom === undefined) resetStatus(draft, kind);
  else if (kind.hasStatus) delete draft["status"];
  if (kind.custom !== undefined || GENERATION[kind.kind] !== undefined) metadata["generation"] = 1;
  if (kind.kind === "Service") allocateService(draft, undefined, allocations);
  if (kind.kind === "DaemonSet") countTemplates(draft, 1);
  if (kind.kind === "Namespace") {
    mapAt(draft, "spec", true)["finalizers"] = ["kubernetes"];
    draft["status"] = { phase: "Active" };
  }
  return draft as unknown as KubeObject;
}

const FIRST_STATUS: Readonly<Record<string, Draft>> = {
  Service: { loadBalancer: {} },
  Pod: { phase: "Pending", qosClass: "BestEffort" },
  ReplicaSet: { replicas: 0 },
  HorizontalPodAutoscaler: { desiredReplicas: 0, currentMetrics: null },
  PodDisruptionBudget: {
    disruptionsAllowed: 0,
    currentHealthy: 0,
    desiredHealthy: 0,
    expectedPods: 0,
  },
};

function resetStatus(draft: Draft, kind: ServedKind): void {
  draft["status"] = structuredClone(FIRST_STATUS[kind.kind] ?? {});
}

/** Carries over the parts that a client may not change through this endpoint, and increases the generation where needed. */
export function prepareUpdate(
  live: KubeObject,
  next: KubeObject,
  kind: ServedKind,
  subresource: string,
  allocations: Allocations,
): KubeObject {
  if (subresource === "status") return statusOnly(live, next, kind);
  const draft = draftOf(next);
  const metadata = mapAt(draft, "metadata", true);
  for (const key of ["uid", "creationTimestamp", "generation", "deletionTimestamp"]) {
    const kept = live.metadata[key];
    if (kept === undefined) Reflect.deleteProperty(metadata, key);
    else metadata[key] = structuredClone(kept) as Draft;
  }
  if (kind.hasStatus) {
    if (live["status"] === undefined) delete draft["status"];
    else draft["status"] = structuredClone(live["status"]) as Draft;
  }
  if (kind.kind === "Service") allocateService(draft, live, allocations);
  const spec = live["spec"];
  if (kind.kind === "Namespace" && spec !== undefined)
    draft["spec"] = structuredClone(spec) as Draft;
  if (kind.kind === "DaemonSet") countTemplates(draft, templatesSeen(live, draft));
  const prepared = draft as unknown as KubeObject;
  const generation = live.metadata.generation;
  if (generation !== undefined && moved(live, prepared, kind))
    metadata["generation"] = generation + 1;
  return prepared;
}

/**
 * The live object with the new status. Built-in kinds also take annotations through this endpoint: that is how the
 * Deployment controller writes `deployment.kubernetes.io/revision`.
 */
function statusOnly(live: KubeObject, next: KubeObject, kind: ServedKind): KubeObject {
  const { status: _, ...rest } = live;
  const annotations =
    kind.custom === undefined ? next.metadata.annotations : live.metadata.annotations;
  const metadata = {
    ...live.metadata,
    annotations,
    managedFields: next.metadata["managedFields"],
    resourceVersion: next.metadata.resourceVersion ?? live.metadata.resourceVersion,
  };
  const kept = { ...rest, metadata } as unknown as KubeObject;
  return next["status"] === undefined ? kept : { ...kept, status: next["status"] };
}

const TEMPLATES = "deprecated.daemonset.template.generation";

/** The server counts the templates of a DaemonSet in an annotation, whatever value a client writes there. */
function countTemplates(draft: Draft, count: number): void {
  mapAt(mapAt(draft, "metadata", true), "annotations", true)[TEMPLATES] = String(count);
}

function templatesSeen(live: KubeObject, next: Draft): number {
  const seen = Number(live.metadata.annotations?.[TEMPLATES] ?? "1");
  const before = isMap(live["spec"]) ? live["spec"]["template"] : undefined;
  const after = mapAt(mapAt(next, "spec", true), "template", true);
  return sameJson(before, after) ? seen : seen + 1;
}

function moved(live: KubeObject, next: KubeObject, kind: ServedKind): boolean {
  const parts = GENERATION[kind.kind];
  if (kind.custom === undefined)
    return (parts ?? []).some((key) => !sameJson(live[key], next[key]));
  const body = ({ metadata: _m, status, ...rest }: KubeObject): JsonMap =>
    kind.hasStatus ? rest : { ...rest, status };
  return !sameJson(body(live), body(next));
}

function allocateService(draft: Draft, live: KubeObject | undefined, free: Allocations): void {
  const spec = mapAt(draft, "spec", true);
  if (spec["type"] === "ExternalName") return;
  const before = isMap(live?.["spec"]) ? live["spec"] : {};
  keepOr(spec, "clusterIP", before["clusterIP"], () => free.clusterIp());
  keepOr(spec, "clusterIPs", before["clusterIPs"], () => [spec["clusterIP"] ?? ""]);
  keepOr(spec, "ipFamilies", before["ipFamilies"], () => ["IPv4"]);
  keepOr(spec, "ipFamilyPolicy", before["ipFamilyPolicy"], () => "SingleStack");
  if (spec["type"] !== "LoadBalancer" && spec["type"] !== "NodePort") return;
  const open = mapsAt(spec, "ports").filter((port) => port["nodePort"] === undefined);
  for (const port of open) {
    const known = nodePortOf(before["ports"], port);
    if (known !== undefined) port["nodePort"] = known;
  }
  const rest = open.filter((port) => port["nodePort"] === undefined);
  const numbers = free.nodePorts(rest.length);
  for (const [index, port] of rest.entries()) port["nodePort"] = numbers[index] ?? 0;
}

function keepOr(
  spec: Draft,
  key: string,
  before: Json | undefined,
  make: () => Draft[string],
): void {
  if (spec[key] !== undefined) return;
  spec[key] = before === undefined ? make() : (structuredClone(before) as Draft);
}

function nodePortOf(before: Json | undefined, port: Draft): number | undefined {
  const same = isList(before)
    ? before.find(
        (one) => isMap(one) && one["port"] === port["port"] && one["protocol"] === port["protocol"],
      )
    : undefined;
  const number = isMap(same) ? same["nodePort"] : undefined;
  return typeof number === "number" ? number : undefined;
}
