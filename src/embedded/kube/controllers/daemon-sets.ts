import type { KubeObject } from "../../../kube/object.ts";
import type { EmbeddedCluster } from "../cluster.ts";
import {
  CONTROLLER_MANAGER,
  type ControllerContext,
  ensure,
  idOf,
  list,
  modify,
  onObjects,
  reconciler,
} from "./controller.ts";
import { isReady, podOf, podsOf, templateHash } from "./owned-pods.ts";
import { mapAt, textAt } from "../../../kube/at.ts";

const STATUS = { manager: CONTROLLER_MANAGER, subresource: "status" } as const;
const HASH = "controller-revision-hash";

/**
 * Runs one pod of each DaemonSet on every node that its template selects. A changed template replaces the pods one after the
 * other: the next goes when all others are ready. ControllerRevisions, with which a rollout could be undone, are not kept.
 */
export function runDaemonSets({ cluster }: ControllerContext): void {
  const reconcileSoon = reconciler((namespace, name) => {
    const set = cluster.store.get(FAMILY, namespace, name);
    if (set !== undefined) reconcile(cluster, set);
  });
  const consider = ({ metadata: { namespace = "", name } }: KubeObject): void => {
    reconcileSoon(namespace, name);
  };
  onObjects(cluster, [FAMILY], consider);
  onObjects(cluster, ["pods", "nodes"], ({ metadata: { namespace } }) => {
    for (const set of cluster.store.list(FAMILY, namespace)) consider(set);
  });
}

const FAMILY = "daemonsets.apps";

function reconcile(cluster: EmbeddedCluster, set: KubeObject): void {
  if (set.metadata.deletionTimestamp !== undefined) return;
  const hash = templateHash(mapAt(set, "spec", "template"));
  const nodes = list(cluster, "v1", "Node").filter((node) => isSelected(set, node));
  replaceOne(cluster, podsOf(cluster, set), hash);
  const taken = new Set(podsOf(cluster, set).map((pod) => textAt(pod, "spec", "nodeName")));
  for (const { metadata } of nodes) {
    if (taken.has(metadata.name)) continue;
    const own = { labels: { [HASH]: hash }, spec: { nodeName: metadata.name } };
    ensure(cluster, podOf(set, own), CONTROLLER_MANAGER);
  }
  report(cluster, set, nodes.length, hash);
}

function isSelected(set: KubeObject, node: KubeObject): boolean {
  const wanted = mapAt(set, "spec", "template", "spec", "nodeSelector");
  return Object.entries(wanted).every(([key, value]) => node.metadata.labels?.[key] === value);
}

function replaceOne(cluster: EmbeddedCluster, pods: readonly KubeObject[], hash: string): void {
  const [old] = pods.filter((pod) => pod.metadata.labels?.[HASH] !== hash);
  const isWhole = pods.every((pod) => pod === old || isReady(pod));
  if (old !== undefined && isWhole) cluster.store.remove("pods", old);
}

function report(cluster: EmbeddedCluster, set: KubeObject, wanted: number, hash: string): void {
  const pods = podsOf(cluster, set);
  const ready = pods.filter(isReady).length;
  const updated = pods.filter((pod) => pod.metadata.labels?.[HASH] === hash).length;
  modify(
    cluster,
    idOf(set),
    (live) => ({
      ...live,
      status: {
        currentNumberScheduled: pods.length,
        desiredNumberScheduled: wanted,
        numberMisscheduled: 0,
        numberReady: ready,
        numberAvailable: ready,
        numberUnavailable: Math.max(0, wanted - ready),
        updatedNumberScheduled: updated,
        observedGeneration: live.metadata.generation ?? 1,
      },
    }),
    STATUS,
  );
}
