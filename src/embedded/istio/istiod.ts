import { plainText } from "../kube/plain-text.ts";
import { createAuthority } from "../../certs/x509.ts";
import type { KubeObject } from "../../kube/object.ts";
import type { EmbeddedCluster } from "../kube/cluster.ts";
import { type ControllerContext, later, list, onObjects } from "../kube/controllers/controller.ts";
import { ConfigCluster } from "./config-cluster.ts";
import { writeGateways } from "./gateways.ts";
import type { GatewaySettings } from "./gateway-settings.ts";
import { IstiodLog } from "./istiod-log.ts";
import { rootAtStart } from "./istiod-ca.ts";
import { writeTrust } from "./istiod-writes.ts";
import { isReady } from "../kube/controllers/owned-pods.ts";
import { readRemoteKubeconfig, type RemoteAccess, tryAccess } from "./remote-kubeconfigs.ts";
import { at, listAt, mapAt, textAt } from "../../kube/at.ts";

const RETRY_MILLISECONDS = 250;
const LEADERS = "topology.istio.io/controlPlaneClusters";

/** The kinds this istiod reacts to in its own cluster, beside the webhooks and namespaces that it watches everywhere. */
const CAUSES = [
  "deployments.apps",
  "secrets",
  "services",
  "configmaps",
  "customresourcedefinitions.apiextensions.k8s.io",
  "gatewayclasses.gateway.networking.k8s.io",
  "gateways.gateway.networking.k8s.io",
];

interface Remote {
  readonly text: string;
  readonly access: RemoteAccess | undefined;
  /** uid of the cluster that accepted the token; absent until it is synced. */
  cluster?: string;
  /** There was another connection to the cluster before this one. */
  readonly isSuccessor: boolean;
}

/**
 * The istiod that runs in one embedded cluster, as far as others can see it. It acts on evidence only: its own Deployment is
 * available, the other server accepted a kubeconfig's token over HTTPS, that cluster's namespace names this one.
 * It serves the cluster that it takes its configuration from, and an external control plane does not run in that cluster.
 */
export class SimulatedIstiod {
  readonly #cluster: EmbeddedCluster;
  readonly #delay: number;
  readonly #peerOfUid: (uid: string) => EmbeddedCluster | undefined;
  readonly #log: IstiodLog;
  readonly #remotes = new Map<string, Remote>();
  readonly #watched = new Set<EmbeddedCluster>();
  readonly #config: ConfigCluster;
  /** The root that the running istiod signs for, since its pod started. */
  #root: { readonly pod: string; readonly pem: string } | undefined;
  #isPlanned = false;
  #isClosed = false;

  constructor(
    { cluster, delay }: ControllerContext,
    peerOfUid: (uid: string) => EmbeddedCluster | undefined,
  ) {
    this.#cluster = cluster;
    this.#delay = delay;
    this.#peerOfUid = peerOfUid;
    this.#log = new IstiodLog(cluster.clock);
    this.#config = new ConfigCluster(cluster, peerOfUid, () => {
      this.#plan();
    });
  }

  start(): void {
    onObjects(this.#cluster, CAUSES, () => {
      this.#plan();
    });
    this.#cluster.podProxies.add((pod, port, path) => this.#metrics(pod, port, path));
    this.#cluster.podLogs.add((pod) =>
      pod.metadata.labels?.["app"] === "istiod" ? this.#log.text() : undefined,
    );
  }

  close(): void {
    this.#isClosed = true;
  }

  /** True while the Deployment of istiod has an available pod. */
  get isServing(): boolean {
    const available = at(this.#deployment(), "status", "availableReplicas");
    return typeof available === "number" && available > 0;
  }

  /** True when this istiod answers the webhooks of that cluster. */
  leads(cluster: EmbeddedCluster): boolean {
    if (!this.isServing) return false;
    if (cluster === this.#configCluster()) return true;
    return [...this.#remotes.values()].some(
      (remote) => this.#peerOf(remote) === cluster && this.#mayLead(cluster),
    );
  }

  #deployment(): KubeObject | undefined {
    return list(this.#cluster, "apps/v1", "Deployment").find(
      (one) => one.metadata.labels?.["app"] === "istiod",
    );
  }

  /** Istio's namespace: that of its own Deployment, in every cluster it serves. */
  get #namespace(): string {
    return this.#deployment()?.metadata.namespace ?? "";
  }

  #configCluster(): EmbeddedCluster | undefined {
    const deployment = this.#deployment();
    return deployment === undefined ? undefined : this.#config.clusterOf(deployment);
  }

  #environment(name: string): string {
    const [container] = listAt(this.#deployment(), "spec", "template", "spec", "containers");
    return textAt(
      listAt(container, "env").find((one) => textAt(one, "name") === name),
      "value",
    );
  }

  #gatewaySettings(): GatewaySettings {
    const [container] = listAt(this.#deployment(), "spec", "template", "spec", "containers");
    const ambient = this.#environment("PILOT_ENABLE_AMBIENT") === "true";
    return {
      revision: this.#environment("REVISION") || "default",
      ambient,
      multiNetwork: ambient && this.#environment("AMBIENT_ENABLE_MULTI_NETWORK") === "true",
      image: textAt(container, "image").replace(/\/pilot:/, "/proxyv2:"),
    };
  }

  #watch(cluster: EmbeddedCluster): void {
    if (this.#watched.has(cluster)) return;
    this.#watched.add(cluster);
    const families = ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"];
    const webhooks = families.map((plural) => `${plural}.admissionregistration.k8s.io`);
    onObjects(cluster, [...webhooks, "namespaces", "configmaps"], (object) => {
      const isOther = object.kind === "ConfigMap" && object.metadata.name !== "istio-ca-root-cert";
      if (!isOther) this.#plan();
    });
  }

  #plan(milliseconds = this.#delay): void {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    later(this.#cluster, milliseconds, () => {
      this.#isPlanned = false;
      if (!this.#isClosed) this.#reconcile();
    });
  }

  #reconcile(): void {
    const config = this.isServing ? this.#configCluster() : undefined;
    if (config === undefined) return;
    this.#watch(config);
    const root = this.#signsFor(config);
    if (root === undefined) return;
    writeTrust(config, root);
    this.#readSecrets(this.#watchesHome ? this.#cluster : config);
    for (const remote of this.#remotes.values()) {
      const peer = this.#peerOf(remote);
      if (peer !== undefined && this.#mayLead(peer)) writeTrust(peer, root);
    }
    writeGateways(this.#cluster, this.#gatewaySettings());
  }

  /** Read once per pod: istiod ignores another root until it is restarted. */
  #signsFor(config: EmbeddedCluster): string | undefined {
    const pods = list(this.#cluster, "v1", "Pod", this.#namespace).filter(
      (pod) => pod.metadata.labels?.["app"] === "istiod" && isReady(pod),
    );
    const ids = pods.map(({ metadata }) => metadata.uid ?? metadata.name).sort();
    const [first] = ids;
    if (first === undefined) return undefined;
    if (this.#root === undefined || !ids.includes(this.#root.pod)) {
      const make = (): string => createAuthority("cluster.local").certificatePem;
      const where = { mounted: this.#cluster, config };
      this.#root = { pod: first, pem: rootAtStart(where, this.#namespace, make) };
    }
    return this.#root.pem;
  }

  /** Whether istiod reads remote secrets where it runs, rather than where it takes its configuration from. */
  get #watchesHome(): boolean {
    const names = ["LOCAL_CLUSTER_SECRET_WATCHER", "EXTERNAL_ISTIOD"];
    return names.every((name) => this.#environment(name) === "true");
  }

  #readSecrets(home: EmbeddedCluster): void {
    const present = new Map<string, string>();
    for (const secret of list(home, "v1", "Secret", this.#namespace)) {
      if (secret.metadata.labels?.["istio/multiCluster"] !== "true") continue;
      for (const [cluster, value] of Object.entries(mapAt(secret, "data")))
        present.set(cluster, Buffer.from(plainText(value), "base64").toString("utf8"));
    }
    for (const cluster of this.#remotes.keys())
      if (!present.has(cluster)) this.#remotes.delete(cluster);
    for (const [cluster, text] of present) {
      const before = this.#remotes.get(cluster);
      if (before?.text === text) continue;
      const remote: Remote = {
        text,
        access: readRemoteKubeconfig(text),
        isSuccessor: before !== undefined,
      };
      this.#remotes.set(cluster, remote);
      void this.#connect(cluster, remote);
    }
  }

  async #connect(cluster: string, remote: Remote): Promise<void> {
    if (remote.access === undefined) return;
    const tried = await tryAccess(remote.access);
    if (this.#isClosed || this.#remotes.get(cluster) !== remote) return;
    if ("why" in tried) {
      this.#log.unreadable(cluster, tried.why);
      later(this.#cluster, RETRY_MILLISECONDS, () => void this.#connect(cluster, remote));
      return;
    }
    remote.cluster = tried.cluster;
    const peer = this.#peerOf(remote);
    if (peer !== undefined) this.#watch(peer);
    this.#plan();
  }

  /** The cluster that answered to a verified kubeconfig, as long as its token still works there. */
  #peerOf({ access, cluster }: Remote): EmbeddedCluster | undefined {
    const peer = cluster === undefined ? undefined : this.#peerOfUid(cluster);
    return access !== undefined && peer?.tokens.callerOf(access.token) !== undefined
      ? peer
      : undefined;
  }

  #mayLead(peer: EmbeddedCluster): boolean {
    if (this.#environment("EXTERNAL_ISTIOD") !== "true") return false;
    const namespace = peer.store.get("namespaces", undefined, this.#namespace);
    const leaders = (namespace?.metadata.annotations?.[LEADERS] ?? "").split(",");
    return leaders.includes("*") || leaders.includes(this.#environment("CLUSTER_ID"));
  }

  #metrics(pod: KubeObject, port: string, path: string): string | undefined {
    const isMine = pod.metadata.labels?.["app"] === "istiod" && isReady(pod);
    if (!isMine || port !== "15014" || path !== "/metrics") return undefined;
    const line = (cluster: string, type: string, status: string): string =>
      `istiod_remote_cluster_sync_status{cluster="${cluster}",cluster_type="${type}",status="${status}"} 1\n`;
    // If a connection replaced another one, the last event is that the other one was closed.
    const remotes = [...this.#remotes].map(([name, { cluster, isSuccessor }]) =>
      line(name, "remote", cluster === undefined ? "syncing" : isSuccessor ? "closed" : "synced"),
    );
    return [
      "# HELP istiod_remote_cluster_sync_status Current synchronization state of remote clusters managed by istiod.\n",
      "# TYPE istiod_remote_cluster_sync_status gauge\n",
      line(this.#environment("CLUSTER_ID"), "local", "synced"),
      ...remotes.sort(),
    ].join("");
  }
}
