import { type FieldPath, fieldNames } from "../../kube/field-path.ts";
import { isMap, type JsonMap } from "../../kube/object.ts";
import { overlayIn } from "../gateway-settings.ts";
import { listOf, mapOf } from "../json-parts.ts";
import { at } from "../../kube/at.ts";

/** Where each kind that makes pods has their spec. */
const POD_SPECS: Readonly<Record<string, readonly string[]>> = {
  Pod: ["spec"],
  PodTemplate: ["template", "spec"],
  Deployment: ["spec", "template", "spec"],
  DaemonSet: ["spec", "template", "spec"],
  StatefulSet: ["spec", "template", "spec"],
  ReplicaSet: ["spec", "template", "spec"],
  ReplicationController: ["spec", "template", "spec"],
  Job: ["spec", "template", "spec"],
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
};

/** A whole list of containers, as where a kind's lists are replaced as one. */
export function isAllContainers(path: FieldPath): boolean {
  return fieldNames(path.slice(-1)).some((name) => /^(c|initC|ephemeralC)ontainers$/.test(name));
}

/**
 * The spec of the pods that an object makes; empty for objects that make none. Settings of a Gateway are laid over the pods
 * that istiod makes of it; `"unread"` where they are no JSON, so that nobody can tell here what they say.
 */
export function podSpecOf(kind: string, body: JsonMap): JsonMap | "unread" {
  if (kind === "ConfigMap") {
    const overlay = overlayIn(mapOf(body["data"]), "deployment");
    return overlay === undefined ? "unread" : mapOf(at(overlay, "spec", "template", "spec"));
  }
  const path = POD_SPECS[kind];
  return path === undefined ? {} : mapOf(at(body, ...path));
}

/**
 * The annotations of the pods that an object makes. Those of a Gateway of the Gateway API istiod hands on to the pods that it
 * makes of it. Source: extractInfrastructureMetadata in gatewaycommon/deploymentcontroller.go of Istio 1.31.
 */
export function podAnnotationsOf(kind: string, body: JsonMap): JsonMap {
  if (kind === "Gateway")
    return {
      ...mapOf(at(body, "metadata", "annotations")),
      ...mapOf(at(body, "spec", "infrastructure", "annotations")),
    };
  if (kind === "ConfigMap") {
    const overlay = overlayIn(mapOf(body["data"]), "deployment");
    return mapOf(at(overlay, "spec", "template", "metadata", "annotations"));
  }
  const path = POD_SPECS[kind];
  return path === undefined ? {} : mapOf(at(body, ...path.slice(0, -1), "metadata", "annotations"));
}

/** Every container of a pod, of whatever sort. */
export function containersOf(spec: JsonMap): readonly JsonMap[] {
  return ["containers", "initContainers", "ephemeralContainers"].flatMap((list) =>
    listOf(spec[list]).filter(isMap),
  );
}
