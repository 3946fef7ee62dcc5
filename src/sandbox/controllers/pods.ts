import type { JsonMap, KubeObject } from "../../kube/object.ts";
import type { EmbeddedCluster } from "../cluster.ts";
import { kubeTime } from "../clock.ts";
import { isReady } from "./deployments.ts";
import {
  type ControllerContext,
  idOf,
  later,
  list,
  listIn,
  modify,
  onObjects,
  read,
  textIn,
} from "./controller.ts";

/**
 * The kubelet of the one node: pods become ready after a delay. A pod that waits for sidecar injection (image `auto`) stays
 * pending until this cluster has what injection needs: a webhook with a CA bundle, and the root certificate in its namespace.
 */
export function runPods({ cluster, delay }: ControllerContext): void {
  const consider = (pod: KubeObject): void => {
    if (pod.metadata.deletionTimestamp !== undefined || isReady(pod)) return;
    later(cluster, delay, () => {
      const live = read(cluster, idOf(pod));
      if (live !== undefined && !isReady(live) && canStart(cluster, live)) start(cluster, live);
    });
  };
  onObjects(cluster, ["pods"], (pod, event) => {
    if (event === "ADDED") consider(pod);
  });
  const causes = ["mutatingwebhookconfigurations.admissionregistration.k8s.io", "configmaps"];
  onObjects(cluster, causes, (object) => {
    if (object.kind === "ConfigMap" && object.metadata.name !== ROOT_CERTIFICATE) return;
    for (const pod of list(cluster, "v1", "Pod")) if (!isReady(pod)) consider(pod);
  });
}

export const ROOT_CERTIFICATE = "istio-ca-root-cert";

function canStart(cluster: EmbeddedCluster, pod: KubeObject): boolean {
  const waits = listIn(pod, "spec", "containers").some((one) => textIn(one, "image") === "auto");
  if (!waits) return true;
  const { namespace } = pod.metadata;
  const root = read(cluster, {
    apiVersion: "v1",
    kind: "ConfigMap",
    namespace,
    name: ROOT_CERTIFICATE,
  });
  const webhooks = list(cluster, "admissionregistration.k8s.io/v1", "MutatingWebhookConfiguration");
  const isWired = webhooks.some((one) =>
    listIn(one, "webhooks").some((hook) => textIn(hook, "clientConfig", "caBundle") !== ""),
  );
  return root !== undefined && isWired;
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
    containerStatuses: listIn(pod, "spec", "containers").map((container) => ({
      name: textIn(container, "name"),
      image: textIn(container, "image"),
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
