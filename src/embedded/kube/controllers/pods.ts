import type { JsonMap, KubeObject } from "../../../kube/object.ts";
import type { EmbeddedCluster } from "../cluster.ts";
import { kubeTime } from "../clock.ts";
import { isReady } from "./owned-pods.ts";
import {
  type ControllerContext,
  idOf,
  later,
  list,
  modify,
  onObjects,
  read,
} from "./controller.ts";
import { at, listAt, textAt } from "../../../kube/at.ts";

/**
 * The kubelet of the one node: pods become ready after a delay. A pod stays pending until the ConfigMaps it mounts are there,
 * and as long as a guard of the cluster says so; it is checked again when something changes that a pod may wait for.
 */
export function runPods({ cluster, delay }: ControllerContext): void {
  const consider = (pod: KubeObject): void => {
    if (pod.metadata.deletionTimestamp !== undefined || isReady(pod)) return;
    later(cluster, delay, () => {
      const live = read(cluster, idOf(pod));
      if (live === undefined || isReady(live) || !isFurnished(cluster, live)) return;
      const held = [...cluster.podGuards].map((guard) => guard(live));
      if (held.includes("waits")) return;
      const crashing = held.find((one) => typeof one === "object");
      if (crashing === undefined) start(cluster, live);
      else crash(cluster, live, crashing.crash);
    });
  };
  onObjects(cluster, ["pods"], (pod, event) => {
    if (event === "ADDED") consider(pod);
  });
  const causes = [
    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "configmaps",
    "secrets",
  ];
  onObjects(cluster, causes, ({ metadata: { namespace } }) => {
    for (const pod of list(cluster, "v1", "Pod", namespace)) if (!isReady(pod)) consider(pod);
  });
}

/** Whether every ConfigMap that the pod mounts is there. */
function isFurnished(cluster: EmbeddedCluster, pod: KubeObject): boolean {
  const { namespace } = pod.metadata;
  return listAt(pod, "spec", "volumes")
    .filter((volume) => at(volume, "configMap", "optional") !== true)
    .map((volume) => textAt(volume, "configMap", "name"))
    .filter((name) => name !== "")
    .every(
      (name) =>
        read(cluster, { apiVersion: "v1", kind: "ConfigMap", namespace, name }) !== undefined,
    );
}

/** Reports a container that ends again and again, as a kubelet does. */
function crash(cluster: EmbeddedCluster, pod: KubeObject, message: string): void {
  const status: JsonMap = {
    phase: "Running",
    qosClass: "Burstable",
    conditions: [{ type: "Ready", status: "False", reason: "ContainersNotReady" }],
    containerStatuses: listAt(pod, "spec", "containers").map((container) => ({
      name: textAt(container, "name"),
      image: textAt(container, "image"),
      imageID: "",
      ready: false,
      started: false,
      restartCount: 1,
      state: { waiting: { reason: "CrashLoopBackOff", message } },
      lastState: {},
    })),
  };
  const options = { manager: "kubelet", subresource: "status" } as const;
  modify(cluster, idOf(pod), (live) => ({ ...live, status }), options);
}

function start(cluster: EmbeddedCluster, pod: KubeObject): void {
  const now = kubeTime(cluster.clock.now());
  const condition = (type: string): JsonMap => ({ type, status: "True", lastTransitionTime: now });
  const status: JsonMap = {
    phase: "Running",
    qosClass: "Burstable",
    hostIP: "192.0.2.10",
    startTime: now,
    conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map(condition),
    containerStatuses: listAt(pod, "spec", "containers").map((container) => ({
      name: textAt(container, "name"),
      image: textAt(container, "image"),
      imageID: "",
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: now } },
      lastState: {},
    })),
  };
  const options = { manager: "kubelet", subresource: "status" } as const;
  modify(cluster, idOf(pod), (live) => ({ ...live, status }), options);
}
