import { ApiError } from "../../kube/api-error.ts";
import type { KubeObject } from "../../kube/object.ts";
import { hasFeature } from "../../mesh/istio-versions.ts";
import type { Wait } from "../../planner/action.ts";
import { complaintOf } from "./istiod-log.ts";
import { poll } from "./poll.ts";
import { condition } from "./status.ts";
import { NOTHING, type WaitContext, type Waiter } from "./wait-context.ts";

type Synced = { readonly found: string | undefined } | { readonly saw: string };
type Page = { readonly synced: boolean } | { readonly unread: string };

/**
 * Reads the metrics page of every istiod pod through the API server's pod proxy. If that is forbidden or does not get
 * through, the mesh is no worse for it: a note says that it was not checked, and the apply continues.
 *
 * Source: istiod's gauge `istiod_remote_cluster_sync_status`, Istio 1.29 and newer.
 */
export const clusterSynced: Waiter<"cluster-synced"> = {
  subject: ({ namespace }) => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    namespace,
    name: "istiod",
  }),
  asks: ({ namespace }) => [
    { verb: "list", object: { apiVersion: "v1", kind: "Pod", namespace, name: "istiod" } },
  ],
  alsoReads: ({ namespace }) =>
    ["pods/proxy", "pods/log"].map((resource) => ({ verb: "get", group: "", resource, namespace })),
  explain: complaintOf,
  logs: ({ namespace }) => ({ namespace, labelSelector: "app=istiod" }),
  async watch(wait, context) {
    const unchecked = await poll(context, () => ask(wait, context));
    if (unchecked !== undefined) context.note(`synced: not checked (${unchecked})`);
    return NOTHING;
  },
};

async function ask(wait: Wait<"cluster-synced">, context: WaitContext): Promise<Synced> {
  const { client, signal } = context;
  const where = { apiVersion: "v1", kind: "Pod", namespace: wait.namespace };
  const list = await client.list(where, { labelSelector: "app=istiod", signal });
  const pods = list.items.filter(serves);
  if (pods.length === 0) return { saw: "no istiod pod is ready" };
  const pages = await Promise.all(pods.map((pod) => readPage(pod, wait, context)));
  for (const page of pages) if ("unread" in page) return { found: page.unread };
  const synced = pages.filter((page) => "synced" in page && page.synced).length;
  if (synced === pods.length) return { found: undefined };
  return { saw: `${synced} of ${pods.length} istiod pods have it synced` };
}

async function readPage(
  pod: KubeObject,
  { namespace, of }: Wait<"cluster-synced">,
  { client, signal }: WaitContext,
): Promise<Page> {
  const path = `/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}:15014/proxy/metrics`;
  try {
    const page = await client.getText(path, { signal });
    const old = tooOldToSay(page);
    return old === undefined ? { synced: saysSynced(page, of) } : { unread: old };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status } = error.api;
    // The pod may have gone between the list and this request.
    if (status === 404) return { synced: false };
    if (status === 401 || status === 403) return { unread: "pods/proxy is forbidden" };
    return {
      unread: `metrics of pod ${pod.metadata.name} cannot be read: ${status || "no answer"}`,
    };
  }
}

/** Pods that are terminating or not ready yet do not count: they have no remote clusters to report on. */
function serves(pod: KubeObject): boolean {
  return (
    pod.metadata.deletionTimestamp === undefined && condition(pod, "Ready")?.["status"] === "True"
  );
}

/** An older istiod has no such gauge, and waiting for one would never end. */
function tooOldToSay(page: string): string | undefined {
  const minor = /^istio_build\{.*tag="(\d+\.\d+)/m.exec(page)?.[1];
  return minor !== undefined && !hasFeature(minor, "sync-status-metric")
    ? `istiod ${minor} does not report it`
    : undefined;
}

/**
 * Whether istiod reads the cluster: `istiod_remote_cluster_sync_status{…cluster="X"…status="synced"…} 1`.
 *
 * `closed` says it too. Where a remote secret changes, istiod connects anew beside the old connection, reports `synced`, then
 * stops the old one and reports `closed` under the same name, and stays with it. A new connection that does not work leaves the
 * old one open (`syncing`, `timeout`), and a secret that is gone sets all of them to 0.
 *
 * Source: pkg/kube/multicluster/cluster.go (Run, Stop) and clusterstore.go (PendingClusterSwap) of Istio 1.31.
 */
export function saysSynced(page: string, cluster: string): boolean {
  return page.split("\n").some((line) => {
    const sample = /^istiod_remote_cluster_sync_status\{(.*)\}\s+(\S+)/.exec(line);
    if (sample === null || Number(sample[2]) !== 1) return false;
    const labels = new Map(
      [...(sample[1] ?? "").matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    );
    return labels.get("cluster") === cluster && CONNECTED.has(labels.get("status"));
  });
}

const CONNECTED: ReadonlySet<string | undefined> = new Set(["synced", "closed"]);
