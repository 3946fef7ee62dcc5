import type { Proxy } from "./proxy.ts";

/** Who a request is from: its headers, and the client certificate of its connection. Secret: never print it. */
export interface Identity {
  readonly headers: { readonly [name: string]: string | readonly string[] };
  /** PEM. */
  readonly certificate?: string;
  /** PEM. */
  readonly key?: string;
}

export interface Credentials {
  /** The identity to use now. Runs a plug-in or reads a file where the last result is no longer good. */
  current(signal?: AbortSignal): Promise<Identity>;
  /**
   * The server answered 401 to `refused`. True when asking again may give another identity; then the next `current`
   * asks anew. False for what is written in the kubeconfig itself: it will not change.
   */
  renew(refused: Identity): boolean;
  /** The program that is asked for them. */
  readonly plugin?: string;
}

/** One context of a kubeconfig, ready to connect with. */
export interface ClusterAccess {
  readonly context: string;
  /** The file in which kubectl finds the same cluster and user; absent where it does by itself. */
  readonly kubeconfig?: string;
  /** As in the kubeconfig, without a slash at the end. May have a path, as behind Rancher. */
  readonly server: string;
  /** PEM of the authorities that may sign the server's certificate; undefined: the public ones of Node. */
  readonly authority: string | undefined;
  /** The name the server's certificate must have, where it is not the host of `server`. */
  readonly tlsServerName: string | undefined;
  /** `insecure-skip-tls-verify` of the kubeconfig: the user's own wish, kept as it is. */
  readonly skipVerify: boolean;
  readonly credentials: Credentials;
  /** Absent: the server is reached directly. */
  readonly proxy: Proxy | undefined;
}
