import { type Draft, mapAt, setDefaults } from "../json-draft.ts";
import { defaultPodSpec } from "./pods.ts";

/** Source: k8s.io/kubernetes pkg/apis/apps/v1/defaults.go. */
export function defaultDeployment(object: Draft): void {
  const spec = mapAt(object, "spec", true);
  setDefaults(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  const strategy = mapAt(spec, "strategy", true);
  setDefaults(strategy, { type: "RollingUpdate" });
  if (strategy["type"] === "RollingUpdate")
    setDefaults(mapAt(strategy, "rollingUpdate", true), { maxUnavailable: "25%", maxSurge: "25%" });
  defaultTemplate(spec);
}

export function defaultReplicaSet(object: Draft): void {
  const spec = mapAt(object, "spec", true);
  setDefaults(spec, { replicas: 1 });
  defaultTemplate(spec);
}

export function defaultDaemonSet(object: Draft): void {
  const spec = mapAt(object, "spec", true);
  setDefaults(spec, { revisionHistoryLimit: 10 });
  const strategy = mapAt(spec, "updateStrategy", true);
  setDefaults(strategy, { type: "RollingUpdate" });
  if (strategy["type"] === "RollingUpdate")
    setDefaults(mapAt(strategy, "rollingUpdate", true), { maxUnavailable: 1, maxSurge: 0 });
  defaultTemplate(spec);
}

export function defaultPod(object: Draft): void {
  const spec = mapAt(object, "spec", true);
  setDefaults(spec, { enableServiceLinks: true });
  defaultPodSpec(spec);
}

function defaultTemplate(spec: Draft): void {
  const template = mapAt(spec, "template");
  const podSpec = template === undefined ? undefined : mapAt(template, "spec");
  if (podSpec !== undefined) defaultPodSpec(podSpec);
}

/** Source: k8s.io/kubernetes pkg/apis/autoscaling/v2/defaults.go. */
export function defaultAutoscaler(object: Draft): void {
  const spec = mapAt(object, "spec", true);
  setDefaults(spec, { minReplicas: 1 });
  if (!Array.isArray(spec["metrics"]) || spec["metrics"].length === 0) {
    const target = { type: "Utilization", averageUtilization: 80 };
    spec["metrics"] = [{ type: "Resource", resource: { name: "cpu", target } }];
  }
}
