import type { KubeObject } from "../../kube/object.ts";
import type { EmbeddedCluster } from "../cluster.ts";
import { later, list, listIn, textIn } from "./controller.ts";
import { isReady } from "./owned-pods.ts";
import { isAccepted, readRemoteKubeconfig, type RemoteAccess } from "./remote-kubeconfigs.ts";

const RETRY_MILLISECONDS = 250;
const KUBECONFIG_SECRET = "istio-kubeconfig";

interface Process {
  /** uid of the pod. */
  readonly pod: string;
  /** No kubeconfig is mounted: it reads the cluster it runs in. */
  readonly isAtHome: boolean;
  /** Of the mounted kubeconfig, if it can be read. */
  readonly access?: RemoteAccess;
  isConnected: boolean;
}

/**
 * The API server from which istiod takes its configuration: that of the cluster it runs in, or that of the kubeconfig its
 * pod mounts, an external control plane.
 *
 * As istiod does, it reads the kubeconfig once for each pod; a Secret that is written later needs a new pod. And it believes
 * nothing before that server has accepted the token over HTTPS. Source: istio pilot/pkg/bootstrap/server.go, initKubeClient.
 */
export class ConfigCluster {
  readonly #home: EmbeddedCluster;
  readonly #peerAt: (server: string) => EmbeddedCluster | undefined;
  readonly #onConnected: () => void;
  #process: Process | undefined;

  constructor(
    home: EmbeddedCluster,
    peerAt: (server: string) => EmbeddedCluster | undefined,
    onConnected: () => void,
  ) {
    this.#home = home;
    this.#peerAt = peerAt;
    this.#onConnected = onConnected;
  }

  /** The cluster behind it; undefined while no pod runs, or while the other server does not take the token. */
  clusterOf(deployment: KubeObject): EmbeddedCluster | undefined {
    const process = this.#current(deployment);
    if (process?.isAtHome === true) return this.#home;
    if (process?.access === undefined || !process.isConnected) return undefined;
    const { server, token } = process.access;
    const peer = this.#peerAt(server);
    return peer?.tokens.callerOf(token) === undefined ? undefined : peer;
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
      isConnected: false,
      ...(access === undefined ? {} : { access }),
    };
    this.#process = process;
    if (access !== undefined) void this.#connect(process, access);
    return process;
  }

  #mountedKubeconfig(pod: KubeObject, namespace: string | undefined): string | undefined {
    const isMounted = listIn(pod, "spec", "volumes").some(
      (volume) => textIn(volume, "secret", "secretName") === KUBECONFIG_SECRET,
    );
    const secret = this.#home.store.get("secrets", namespace, KUBECONFIG_SECRET);
    if (!isMounted || secret === undefined) return undefined;
    return Buffer.from(textIn(secret, "data", "config"), "base64").toString("utf8");
  }

  async #connect(process: Process, access: RemoteAccess): Promise<void> {
    const accepted = await isAccepted(access);
    if (this.#process !== process) return;
    process.isConnected = accepted;
    if (accepted) this.#onConnected();
    else later(this.#home, RETRY_MILLISECONDS, () => void this.#connect(process, access));
  }
}
