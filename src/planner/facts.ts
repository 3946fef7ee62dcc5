import type { Cacerts } from "../certs/cacerts.ts";
import type { ShownChain } from "../certs/server-chain.ts";
import type { SigningChain } from "../certs/signing-chain.ts";
import type { ObjectRef } from "../kube/object.ts";
import type { ClusterName } from "../mesh/model.ts";
import type { Sensitive } from "../util/sensitive.ts";

/** One CustomResourceDefinition of the Gateway API that is there. */
export interface InstalledDefinition {
  /** `gateways.gateway.networking.k8s.io`. */
  readonly name: string;
  /** Version of the bundle it came with, such as `v1.6.0`; absent where it does not say. */
  readonly bundle?: string;
  /** Whether this mesh made it. */
  readonly isOurs: boolean;
}

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

/** What is known of a cluster that answered by the connection to it, and by its version. */
export interface Connection {
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
  readonly serverVersion: string;
  readonly embedded: boolean;
}

/**
 * What is known of a cluster that answered. Its other members are declared by the rows that read them, one file each in
 * `observe/facts`, so that a fact is a file and a line. One is absent where nobody needs it, where there is nothing, and where
 * something of it may not be read.
 */
export interface ReachableFacts extends Connection {
  /** Every request that was refused and that a plan cannot do without. */
  readonly denied: readonly Refusal[];
  /** The facts that a read-only plan does not know, because it may not read Secrets. */
  readonly unread?: readonly { readonly fact: FactName; readonly what: string }[];
}

/** The name of a fact is that of its member. */
export type FactName = Exclude<keyof ReachableFacts, keyof Connection | "denied" | "unread">;

/** The namespace of Istio. */
export interface LiveNamespace {
  /** Keys of its annotations: those of every object of the mesh are among them. */
  readonly annotations: readonly string[];
  /** It is being deleted, and takes no new objects. */
  readonly isTerminating?: true;
  /** Its network label, and its annotation with the clusters that may manage this one. */
  readonly network?: string;
  readonly controlPlaneClusters?: string;
  /** meshplan alone wrote that annotation: an apply of a file that does not have it takes it away. */
  readonly ownsControlPlaneClusters?: true;
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
    embedded: false,
    denied: [],
  };
}

/** A token that may be handed on; undefined where there is none, or only one that may not. */
export function usable(
  token: AccountToken | undefined,
): Extract<AccountToken, { readonly token: unknown }> | undefined {
  return token?.problem === undefined ? token : undefined;
}
