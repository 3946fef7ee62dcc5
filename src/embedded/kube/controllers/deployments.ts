import type { JsonMap, KubeObject } from "../../../kube/object.ts";
import type { EmbeddedCluster } from "../cluster.ts";
import { kubeTime } from "../clock.ts";
import {
  CONTROLLER_MANAGER,
  type ControllerContext,
  ensure,
  idOf,
  isOwnedBy,
  list,
  modify,
  onObjects,
  ownerReference,
  read,
  reconciler,
} from "./controller.ts";
import { isReady, podOf, podsOf, templateHash } from "./owned-pods.ts";
import { at, listAt, mapAt, textAt } from "../../../kube/at.ts";

const MANAGER = { manager: CONTROLLER_MANAGER };
const STATUS = { manager: CONTROLLER_MANAGER, subresource: "status" } as const;
const REVISION = "deployment.kubernetes.io/revision";

/**
 * Deployments make ReplicaSets, ReplicaSets make pods; status follows the pods. Old ReplicaSets shrink once the new is
 * ready.
 */
export function runDeployments({ cluster }: ControllerContext): void {
  const reconcileSoon = reconciler((namespace, name) => {
    reconcile(cluster, namespace, name);
  });
  onObjects(cluster, ["deployments.apps", "replicasets.apps", "pods"], (object) => {
    const { namespace = "", name } = object.metadata;
    if (object.kind === "Deployment") reconcileSoon(namespace, name);
    const owner = ownerName(object);
    if (object.kind === "ReplicaSet" && owner !== undefined) reconcileSoon(namespace, owner);
    if (object.kind !== "Pod" || owner === undefined) return;
    const set = read(cluster, {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      namespace,
      name: owner,
    });
    const grandOwner = set === undefined ? undefined : ownerName(set);
    if (grandOwner !== undefined) reconcileSoon(namespace, grandOwner);
  });
}

function ownerName(object: KubeObject): string | undefined {
  const [first] = listAt(object, "metadata", "ownerReferences");
  const name = textAt(first, "name");
  return name === "" ? undefined : name;
}

function reconcile(cluster: EmbeddedCluster, namespace: string, name: string): void {
  const id = { apiVersion: "apps/v1", kind: "Deployment", namespace, name };
  const deployment = read(cluster, id);
  if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return;
  const current = ensureReplicaSet(cluster, deployment);
  const wanted = replicasOf(deployment);
  scale(cluster, current, wanted);
  const ready = podsOf(cluster, current).filter(isReady).length;
  const others = list(cluster, "apps/v1", "ReplicaSet", namespace).filter(
    (set) => isOwnedBy(set, deployment) && set.metadata.name !== current.metadata.name,
  );
  if (ready >= wanted) for (const old of others) scale(cluster, old, 0);
  for (const set of [current, ...others]) reportReplicaSet(cluster, set);
  reportDeployment(cluster, deployment, current, others);
}

function ensureReplicaSet(cluster: EmbeddedCluster, deployment: KubeObject): KubeObject {
  const template = mapAt(deployment, "spec", "template");
  const hash = templateHash(template);
  const labels = { ...mapAt(template, "metadata", "labels"), "pod-template-hash": hash };
  const { namespace = "", name } = deployment.metadata;
  const set: KubeObject = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels: labels,
      annotations: { [REVISION]: String(nextRevision(cluster, deployment, `${name}-${hash}`)) },
      ownerReferences: [ownerReference(deployment)],
    },
    spec: {
      replicas: replicasOf(deployment),
      selector: {
        matchLabels: {
          ...mapAt(deployment, "spec", "selector", "matchLabels"),
          "pod-template-hash": hash,
        },
      },
      template: { ...template, metadata: { ...mapAt(template, "metadata"), labels } },
    },
  };
  return ensure(cluster, set, CONTROLLER_MANAGER);
}

function nextRevision(cluster: EmbeddedCluster, deployment: KubeObject, name: string): number {
  const sets = list(cluster, "apps/v1", "ReplicaSet", deployment.metadata.namespace);
  const owned = sets.filter((set) => isOwnedBy(set, deployment));
  const known = owned.find((set) => set.metadata.name === name);
  if (known !== undefined) return revisionOf(known);
  return Math.max(0, ...owned.map(revisionOf)) + 1;
}

function revisionOf(object: KubeObject): number {
  return Number(object.metadata.annotations?.[REVISION] ?? "0");
}

function replicasOf(object: KubeObject): number {
  const replicas = at(object, "spec", "replicas");
  return typeof replicas === "number" ? replicas : 1;
}

function scale(cluster: EmbeddedCluster, set: KubeObject, wanted: number): void {
  if (replicasOf(set) !== wanted)
    modify(
      cluster,
      idOf(set),
      (live) => ({ ...live, spec: { ...mapAt(live, "spec"), replicas: wanted } }),
      MANAGER,
    );
  const pods = podsOf(cluster, set);
  for (const pod of pods.slice(wanted)) cluster.store.remove("pods", pod);
  for (let index = pods.length; index < wanted; index += 1)
    ensure(cluster, podOf(set), CONTROLLER_MANAGER);
}

function reportReplicaSet(cluster: EmbeddedCluster, set: KubeObject): void {
  const pods = podsOf(cluster, set);
  const ready = pods.filter(isReady).length;
  modify(
    cluster,
    idOf(set),
    (live) => ({
      ...live,
      status: {
        replicas: pods.length,
        fullyLabeledReplicas: pods.length,
        readyReplicas: ready,
        availableReplicas: ready,
        observedGeneration: live.metadata.generation ?? 1,
      },
    }),
    STATUS,
  );
}

function reportDeployment(
  cluster: EmbeddedCluster,
  deployment: KubeObject,
  current: KubeObject,
  others: readonly KubeObject[],
): void {
  const pods = podsOf(cluster, current);
  const old = others.flatMap((set) => podsOf(cluster, set));
  const wanted = replicasOf(deployment);
  const ready = pods.filter(isReady).length;
  const available = ready + old.filter(isReady).length;
  const isDone = ready >= wanted && old.length === 0;
  modify(
    cluster,
    idOf(deployment),
    (live) => ({
      ...live,
      metadata: {
        ...live.metadata,
        annotations: { ...live.metadata.annotations, [REVISION]: String(revisionOf(current)) },
      },
      status: {
        observedGeneration: live.metadata.generation ?? 1,
        replicas: pods.length + old.length,
        updatedReplicas: pods.length,
        readyReplicas: available,
        availableReplicas: available,
        unavailableReplicas: Math.max(0, wanted - available),
        conditions: conditionsOf(cluster, live, {
          isAvailable: available >= Math.max(1, wanted) || wanted === 0,
          isDone,
          setName: current.metadata.name,
        }),
      },
    }),
    STATUS,
  );
}

interface Progress {
  readonly isAvailable: boolean;
  readonly isDone: boolean;
  readonly setName: string;
}

/** Times change only with a condition, so that an equal status causes no write. */
function conditionsOf(cluster: EmbeddedCluster, live: KubeObject, progress: Progress): JsonMap[] {
  const { isAvailable, isDone, setName } = progress;
  const now = kubeTime(cluster.clock.now());
  const conditions: JsonMap[] = [
    {
      type: "Available",
      status: isAvailable ? "True" : "False",
      reason: isAvailable ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
      message: `Deployment ${isAvailable ? "has" : "does not have"} minimum availability.`,
    },
    {
      type: "Progressing",
      status: "True",
      reason: isDone ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
      message: `ReplicaSet "${setName}" ${isDone ? "has successfully progressed" : "is progressing"}.`,
    },
  ];
  const before = listAt(live, "status", "conditions");
  return conditions.map((condition) => {
    const known = before.find(
      (one) => at(one, "type") === condition["type"] && at(one, "reason") === condition["reason"],
    );
    return {
      ...condition,
      lastUpdateTime: at(known, "lastUpdateTime") ?? now,
      lastTransitionTime: at(known, "lastTransitionTime") ?? now,
    };
  });
}
