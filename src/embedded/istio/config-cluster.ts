import type { KubeObject } from "../../kube/object.ts";
import type { EmbeddedCluster } from "../kube/cluster.ts";
import { later, list } from "../kube/controllers/controller.ts";
import { isReady } from "../kube/controllers/owned-pods.ts";
import { readRemoteKubeconfig, type RemoteAccess, tryAccess } from "./remote-kubeconfigs.ts";
import { listAt, textAt } from "../../kube/at.ts";

const RETRY_MILLISECONDS = 250;
const KUBECONFIG_SECRET = "istio-kubeconfig";

interface Process {
  /** uid of the pod. */
  readonly pod: string;
  /** The pod mounts no kubeconfig: it reads the cluster it runs in. */
  readonly isAtHome: boolean;
  /** The access that the mounted kubeconfig gives, if it can be read. */
  readonly access?: RemoteAccess;
  /** uid of the cluster that took the token; absent until one did. */
  cluster?: string;
}

/**
 * The API server from which istiod takes its configuration: that of the cluster it runs in, or, for an external control plane,
 * that of the kubeconfig its pod mounts.
 *
 * As istiod does, it reads the kubeconfig once for each pod; a Secret that is written later needs a new pod. It trusts nothing
 * before that server has accepted the token over HTTPS. Source: istio pilot/pkg/bootstrap/server.go, initKubeClient.
 */
export class ConfigCluster {
  readonly #home: EmbeddedCluster;
  readonly #peerOfUid: (uid: string) => EmbeddedCluster | undefined;
  readonly #onConnected: () => void;
  #process: Process | undefined;

  constructor(
    home: EmbeddedCluster,
    peerOfUid: (uid: string) => EmbeddedCluster | undefined,
    onConnected: () => void,
  ) {
    this.#home = home;
    this.#peerOfUid = peerOfUid;
    this.#onConnected = onConnected;
  }

  /** The cluster with the configuration; undefined while no pod runs, or while the other server does not accept the token. */
  clusterOf(deployment: KubeObject): EmbeddedCluster | undefined {
    const process = this.#current(deployment);
    if (process?.isAtHome === true) return this.#home;
    if (process?.access === undefined || process.cluster === undefined) return undefined;
    const peer = this.#peerOfUid(process.cluster);
    return peer?.tokens.callerOf(process.access.token) === undefined ? undefined : peer;
  }

  #current(deployment: KubeObject): Process | undefined {
    const { namespace } = deployment.metadata;
    const pods = list(this.#home, "v1", "Pod", namespace).filter(
      (pod) => pod.metadata.labels?.["app"] === "istiod" && isReady(pod),
    );
    const isAlive = pods.some((pod) => pod.metadata.uid === this.#process?.pod);
    const [first] = pods;
    if (isAlive || first === undefined) return isAlive ? this.#process : undefined;
    const kubeconfig = this.#mountedKubeconfig(first, namespace);
    const access = kubeconfig === undefined ? undefined : readRemoteKubeconfig(kubeconfig);
    const process: Process = {
      pod: first.metadata.uid ?? "",
      isAtHome: kubeconfig === undefined,
      ...(access === undefined ? {} : { access }),
    };
    this.#process = process;
    if (access !== undefined) void this.#connect(process, access);
    return process;
  }

  #mountedKubeconfig(pod: KubeObject, namespace: string | undefined): string | undefined {
    const isMounted = listAt(pod, "spec", "volumes").some(
      (volume) => textAt(volume, "secret", "secretName") === KUBECONFIG_SECRET,
    );
    const secret = this.#home.store.get("secrets", namespace, KUBECONFIG_SECRET);
    if (!isMounted || secret === undefined) return undefined;
    return Buffer.from(textAt(secret, "data", "config"), "base64").toString("utf8");
  }

  async #connect(process: Process, access: RemoteAccess): Promise<void> {
    const tried = await tryAccess(access);
    if (this.#process !== process) return;
    if ("why" in tried) {
      later(this.#home, RETRY_MILLISECONDS, () => void this.#connect(process, access));
      return;
    }
    process.cluster = tried.cluster;
    this.#onConnected();
  }
}
