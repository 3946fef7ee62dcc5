import type { KubeObject } from "../../kube/object.ts";
import type { EmbeddedCluster, PodGuard } from "../kube/cluster.ts";
import { list, read } from "../kube/controllers/controller.ts";
import { unusableCacerts } from "./istiod-ca.ts";
import { ROOT_CERTIFICATE } from "./istiod-writes.ts";
import { listAt, textAt } from "../../kube/at.ts";

/**
 * How Istio decides whether a pod runs. A pod to be injected (image `auto`) needs a webhook with a CA bundle, and the root
 * certificate. An istiod crashes as long as the Secret `cacerts` it mounts is unusable.
 */
export function podGuard(cluster: EmbeddedCluster): PodGuard {
  return (pod) => {
    if (isToBeInjected(pod) && !canBeInjected(cluster, pod.metadata.namespace)) return "waits";
    if (pod.metadata.labels?.["app"] !== "istiod") return undefined;
    const now = new Date(cluster.clock.now());
    const crash = unusableCacerts(cluster, pod.metadata.namespace, now);
    return crash === undefined ? undefined : { crash };
  };
}

function isToBeInjected(pod: KubeObject): boolean {
  return listAt(pod, "spec", "containers").some((one) => textAt(one, "image") === "auto");
}

function canBeInjected(cluster: EmbeddedCluster, namespace: string | undefined): boolean {
  const root = { apiVersion: "v1", kind: "ConfigMap", namespace, name: ROOT_CERTIFICATE };
  const version = "admissionregistration.k8s.io/v1";
  return (
    read(cluster, root) !== undefined &&
    list(cluster, version, "MutatingWebhookConfiguration").some((one) =>
      listAt(one, "webhooks").some((hook) => textAt(hook, "clientConfig", "caBundle") !== ""),
    )
  );
}
