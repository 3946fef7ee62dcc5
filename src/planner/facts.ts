import type { SigningChain } from "../certs/signing-chain.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { KubeObject } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";
import type { Sensitive } from "../util/sensitive.ts";

/** What is known of one cluster before anything is planned. */
export type ClusterFacts = ReachableFacts | UnreachableFacts;

export interface UnreachableFacts {
  readonly reachable: false;
  readonly cluster: ClusterName;
  readonly problem: Diagnostic;
}

export interface ReachableFacts {
  readonly reachable: true;
  readonly cluster: ClusterName;
  /** `https://host:port` of the kubeconfig. */
  readonly server: string;
  readonly serverVersion: string;
  /** uid of the kube-system namespace. */
  readonly identity: string;
  readonly embedded: boolean;
  /** Whether the namespace istio-system exists. */
  readonly hasNamespace: boolean;
  /** The east-west gateway's Service, if it is there: ours, or the one the file names. */
  readonly gatewayService?: KubeObject;
  /** Its nodes, where the gateway is reached at their addresses. */
  readonly nodes?: readonly KubeObject[];
  /** Version label or image tag of this mesh's istiod, if one runs. */
  readonly istiod?: string;
  /** Token of the reader account, base64 as in its Secret; in memory only. */
  readonly readerToken?: { readonly token: Sensitive<string>; readonly ca: string };
  /** What istiod signs with, where the mesh brings its own root and this is a primary. */
  readonly signing?: SigningChain;
  /** An Istio that meshplan did not install, missing rights: errors that stop the plan. */
  readonly problems: readonly Diagnostic[];
}
