import type { Cacerts } from "../certs/cacerts.ts";
import type { ShownChain } from "../certs/server-chain.ts";
import type { SigningChain } from "../certs/signing-chain.ts";
import type { KubeObject, ObjectRef } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";
import type { Sensitive } from "../util/sensitive.ts";
import type { Installed } from "./installed.ts";

/** One CustomResourceDefinition of the Gateway API that is there. */
export interface InstalledDefinition {
  /** `gateways.gateway.networking.k8s.io`. */
  readonly name: string;
  /** Version of the bundle it came with, such as `v1.6.0`; absent where it does not say. */
  readonly bundle?: string;
  /** Whether this mesh made it. */
  readonly isOurs: boolean;
}

/** What is read of Secrets besides the objects of the mesh. In the order in which people read of it. */
export const SECRET_FACTS = [
  "cacerts",
  "own-root",
  "reader-token",
  "istiod-token",
  "remote-secrets",
  "helm-releases",
] as const;
export type SecretFact = (typeof SECRET_FACTS)[number];

/** What is known of one cluster before anything is planned. */
export type ClusterFacts = ReachableFacts | UnreachableFacts;

export interface UnreachableFacts {
  readonly reachable: false;
  readonly cluster: ClusterName;
  /** What went wrong, and the next steps: as the connection says it. */
  readonly why: { readonly message: string; readonly nextSteps: readonly string[] };
}

/** A request that the account of this machine may not make. */
export interface Refusal {
  /** As the API server says it. */
  readonly message: string;
  /** Absent for a list. */
  readonly object?: ObjectRef;
}

/** The token of an account and the CA beside it, or why they may not be handed on, as a clause. */
export type AccountToken =
  | { readonly token: Sensitive<string>; readonly ca: string; readonly problem?: undefined }
  | { readonly object: ObjectRef; readonly problem: string };

/** An istiod or an injection webhook that is not of this mesh. */
export interface ForeignObject {
  readonly object: ObjectRef;
  /** Who brought it, where it tells: `Helm release istiod`. */
  readonly by?: string;
  /** meshplan wrote it, for another mesh. */
  readonly ofAnotherMesh?: true;
}

export interface ReachableFacts {
  readonly reachable: true;
  readonly cluster: ClusterName;
  /** `https://host:port` of the kubeconfig. */
  readonly server: string;
  /** Nobody checks the certificate of its API server. */
  readonly unverified?: true;
  /** What else meshplan's own connection to it was made with, and what the server showed. */
  readonly own?: {
    readonly tlsServerName?: string;
    /** PEM of who may sign, as the kubeconfig says; absent: the public authorities. */
    readonly authority?: string;
    /** Empty where nothing was seen of it. */
    readonly shown: ShownChain;
  };
  /**
   * What servers show on the other ways that the file names, by `wayKey` (access.ts). One that nobody tried is not there; one that
   * cannot be reached from here may well be reached by istiod.
   */
  readonly shown?: ReadonlyMap<string, ShownChain | { readonly untried: string }>;
  readonly serverVersion: string;
  /** uid of the kube-system namespace. */
  readonly identity: string;
  readonly embedded: boolean;
  /** Whether the namespace istio-system exists. */
  readonly hasNamespace: boolean;
  /** It is being deleted, and takes no new objects. */
  readonly isTerminating?: true;
  /** Keys of the annotations it has: those of every object of the mesh are among them. */
  readonly namespaceAnnotations?: readonly string[];
  /** The Service by which others reach it, if it is there: of our gateway, of our istiod in a host, or as the file names. */
  readonly gatewayService?: KubeObject;
  /** Its nodes, where the gateway is reached at their addresses. */
  readonly nodes?: readonly KubeObject[];
  /** An Istio that meshplan did not install for this mesh; absent where there is none, or others deliver it. */
  readonly foreign?: readonly ForeignObject[];
  /** Helm releases in the namespace of Istio, by name. */
  readonly helmReleases?: readonly string[];
  /** What has the name of the ambient gateway and was not made by istiod; read for an ambient mesh only. */
  readonly foreignGateway?: ObjectRef;
  /** What there is of the Gateway API; read for an ambient mesh only. */
  readonly gatewayApi?: readonly InstalledDefinition[];
  /** Version label or image tag of this mesh's istiod, if one runs. */
  readonly istiod?: string;
  /** The other namespace in which this mesh's Istio is, where it is not in that of the file. */
  readonly livesIn?: string;
  /** Token of the reader account, base64 as in its Secret; in memory only. */
  readonly readerToken?: AccountToken;
  /** The same of the account by which the istiod in another cluster acts here. */
  readonly istiodToken?: AccountToken;
  /** The CA of its API server, PEM, as the cluster tells every workload; absent where nobody needs it or it may not be read. */
  readonly rootCa?: string;
  /** What istiod signs with, where the mesh brings its own root and this is a primary. */
  readonly signing?:
    | { readonly roots: readonly string[]; readonly problem?: undefined }
    | { readonly problem: string };
  /** The same, where meshplan writes it. */
  readonly cacerts?: LiveCacerts;
  /** An istiod keeps a root here that it made itself: the Secret istio-ca-secret. Only where meshplan would write another. */
  readonly ownRoot?: true;
  /** What an Istio that runs there was told; only a plan asks. */
  readonly live?: LiveIstio;
  /** What others deliver, where the file leaves components to them. */
  readonly installed?: Installed;
  /** What a read-only plan may not read; each is absent above, and not known to be absent in the cluster. */
  readonly unread?: readonly SecretFact[];
  /** Every request that was refused. What follows from it is absent above. */
  readonly denied: readonly Refusal[];
}

/** What a cluster says of the Istio in it, as far as it may be read. Only rules look at it. */
export interface LiveIstio {
  /** The cluster ID of this mesh's istiod. */
  readonly clusterId?: string;
  /** Of the mesh config of a primary. */
  readonly meshId?: string;
  readonly trustDomain?: string;
  /** On the namespace of Istio: the network label, and the annotation with the clusters that may manage this one. */
  readonly network?: string;
  readonly controlPlaneClusters?: string;
  /** meshplan alone wrote that annotation: an apply of a file that does not have it takes it away. */
  readonly ownsControlPlaneClusters?: true;
  /** Of kube-system, if it is labelled for injection: that label. */
  readonly injectedSystem?: string;
  /** In a primary: the Secrets by which istiod reads other clusters, with the cluster each says it is for. */
  readonly remoteSecrets: readonly { readonly name: string; readonly cluster?: string }[];
  /** In a remote: whether there is an Endpoints object of the name of istiod's Service. */
  readonly endpoints: boolean;
  /** In a primary of a sidecar mesh: DaemonSets of this mesh, such as ztunnel. */
  readonly nodeAgents: readonly string[];
  /** istiod made the Service of the east-west gateway, as it does in ambient mode. */
  readonly gatewayOfIstiod?: true;
  /** Addresses elsewhere to which the Services of istiod lead, by whatever object; sorted, each once. */
  readonly pointsTo: readonly string[];
  /** What the Services of istiod lead to. */
  readonly slices: readonly LiveSlice[];
  /** The webhooks of this mesh that complete pods; none where others deliver the control plane, and in a host. */
  readonly injectors: readonly LiveInjector[];
  /** In a primary whose mesh has east-west gateways: what may be on their ports besides. Absent where nothing is. */
  readonly gateways?: readonly LiveGateway[];
}

/** A Gateway (networking.istio.io) that is not of this mesh, on a port between networks. */
export interface LiveGateway {
  readonly object: ObjectRef;
  /** Labels of the pods it is for; empty: of all gateways. */
  readonly selector: { readonly [label: string]: string };
  /** Of 15443, 15012 and 15017, those it is on. */
  readonly ports: readonly number[];
}

/** An EndpointSlice of a Service by which istiod is found. */
export interface LiveSlice {
  readonly name: string;
  /** `istiod` or `istiod-REVISION`. */
  readonly service: string;
  /** Kubernetes keeps it, for the pods that the Service selects; otherwise somebody wrote it. */
  readonly ofSelector: boolean;
  readonly addresses: readonly string[];
}

/** A MutatingWebhookConfiguration of a revision or of a tag. */
export interface LiveInjector {
  readonly name: string;
  /** Empty for the one without a name. */
  readonly revision: string;
  /** Absent for the injector of the revision itself. */
  readonly tag?: string;
  /** The cluster that the completed pods say they are in, where the injector names one: in remotes. */
  readonly cluster?: string;
}

/** What an istiod signs with at present, and who made it. */
export interface LiveCacerts {
  /** The Secret cacerts; absent where there is none. */
  readonly found?: {
    /** meshplan wrote it. */
    readonly ours: boolean;
    /** It has the form of a Secret for TLS, which istiod reads before the four keys that meshplan writes. */
    readonly isTls?: true;
    /** With its private key looked at: a key that does not fit is a problem. */
    readonly chain: SigningChain;
    /** Base64, as in the Secret; in memory only. Absent where a key is missing. */
    readonly data?: Sensitive<Cacerts>;
  };
}

/** What is known of a cluster that nobody asked: nothing. */
export function unaskedFacts(cluster: ClusterName): ReachableFacts {
  return {
    reachable: true,
    cluster,
    server: "",
    serverVersion: "",
    identity: "",
    embedded: false,
    hasNamespace: false,
    denied: [],
  };
}

/** A token that may be handed on; undefined where there is none, or only one that may not. */
export function usable(
  token: AccountToken | undefined,
): Extract<AccountToken, { readonly token: unknown }> | undefined {
  return token?.problem === undefined ? token : undefined;
}
