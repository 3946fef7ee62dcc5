import { createHash } from "node:crypto";
import { canonicalJson } from "../../../kube/canonical.ts";
import type { JsonMap, KubeObject } from "../../../kube/object.ts";
import type { EmbeddedCluster } from "../cluster.ts";
import { isOwnedBy, list, ownerReference } from "./controller.ts";
import { at, listAt, mapAt } from "../../../kube/at.ts";

/** Distinguishes the pods of one template from those of another, as ReplicaSets and DaemonSets label them. */
export function templateHash(template: JsonMap): string {
  return createHash("sha256").update(canonicalJson(template)).digest("hex").slice(0, 10);
}

export function podsOf(cluster: EmbeddedCluster, owner: KubeObject): readonly KubeObject[] {
  return list(cluster, "v1", "Pod", owner.metadata.namespace).filter((pod) =>
    isOwnedBy(pod, owner),
  );
}

export function isReady(pod: KubeObject): boolean {
  return listAt(pod, "status", "conditions").some(
    (one) => at(one, "type") === "Ready" && at(one, "status") === "True",
  );
}

/** A new pod of a ReplicaSet or DaemonSet: its controller's labels and placement replace those of the template. */
export function podOf(
  owner: KubeObject,
  own: { readonly labels?: JsonMap; readonly spec?: JsonMap } = {},
): KubeObject {
  const template = mapAt(owner, "spec", "template");
  const suffix = Math.random().toString(36).slice(2, 7).padEnd(5, "x");
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...mapAt(template, "metadata"),
      labels: { ...mapAt(template, "metadata", "labels"), ...own.labels },
      name: `${owner.metadata.name}-${suffix}`,
      namespace: owner.metadata.namespace ?? "default",
      generateName: `${owner.metadata.name}-`,
      ownerReferences: [ownerReference(owner)],
    } as KubeObject["metadata"],
    spec: { ...mapAt(template, "spec"), ...own.spec },
  };
}
