import type { JsonMap, KubeObject } from "../../kube/object.ts";
import type { EmbeddedCluster } from "../cluster.ts";
import { kubeTime } from "../clock.ts";
import { unusableCacerts } from "./istiod-ca.ts";
import { isReady } from "./owned-pods.ts";
import {
  at,
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
 * The kubelet of the one node: pods become ready after a delay. A pod stays pending until the ConfigMaps it mounts are there.
 * One that waits for sidecar injection (image `auto`) needs a webhook with a CA bundle, and the root certificate too.
 * An istiod crashes as long as the Secret `cacerts` it mounts is unusable.
 */
export function runPods({ cluster, delay }: ControllerContext): void {
  const consider = (pod: KubeObject): void => {
    if (pod.metadata.deletionTimestamp !== undefined || isReady(pod)) return;
    later(cluster, delay, () => {
      const live = read(cluster, idOf(pod));
      if (live === undefined || isReady(live) || !canStart(cluster, live)) return;
      const failure = failureOf(cluster, live);
      if (failure === undefined) start(cluster, live);
      else crash(cluster, live, failure);
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
  onObjects(cluster, causes, ({ kind, metadata: { name, namespace } }) => {
    if (kind === "Secret" && name !== "cacerts") return;
    for (const pod of list(cluster, "v1", "Pod", namespace)) if (!isReady(pod)) consider(pod);
  });
}

export const ROOT_CERTIFICATE = "istio-ca-root-cert";

function canStart(cluster: EmbeddedCluster, pod: KubeObject): boolean {
  const { namespace } = pod.metadata;
  const waits = listIn(pod, "spec", "containers").some((one) => textIn(one, "image") === "auto");
  const mounted = listIn(pod, "spec", "volumes")
    .filter((volume) => at(volume, "configMap", "optional") !== true)
    .map((volume) => textIn(volume, "configMap", "name"))
    .filter((name) => name !== "");
  const isFurnished = [...mounted, ...(waits ? [ROOT_CERTIFICATE] : [])].every(
    (name) => read(cluster, { apiVersion: "v1", kind: "ConfigMap", namespace, name }) !== undefined,
  );
  return isFurnished && (!waits || isInjectorReady(cluster));
}

function isInjectorReady(cluster: EmbeddedCluster): boolean {
  const version = "admissionregistration.k8s.io/v1";
  return list(cluster, version, "MutatingWebhookConfiguration").some((one) =>
    listIn(one, "webhooks").some((hook) => textIn(hook, "clientConfig", "caBundle") !== ""),
  );
}

function failureOf(cluster: EmbeddedCluster, pod: KubeObject): string | undefined {
  const { labels, namespace } = pod.metadata;
  return labels?.["app"] === "istiod"
    ? unusableCacerts(cluster, namespace, new Date(cluster.clock.now()))
    : undefined;
}

/** As a kubelet tells of a container that ends again and again. */
function crash(cluster: EmbeddedCluster, pod: KubeObject, message: string): void {
  const status: JsonMap = {
    phase: "Running",
    qosClass: "Burstable",
    conditions: [{ type: "Ready", status: "False", reason: "ContainersNotReady" }],
    containerStatuses: listIn(pod, "spec", "containers").map((container) => ({
      name: textIn(container, "name"),
      image: textIn(container, "image"),
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
