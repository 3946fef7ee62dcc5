import type { Span } from "../diagnostics/source.ts";

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };
/** A cluster ID, unique in the mesh; a DNS-1123 label once the rules have passed. */
export type ClusterName = Branded<"ClusterName">;
/** Empty where the file names none, which only a mesh of one cluster may do. */
export type NetworkName = Branded<"NetworkName">;

/** The mesh after validation: every name resolves, every default is filled in. */
export interface Mesh {
  /** The mesh ID. */
  readonly name: string;
  readonly istio: IstioSettings;
  readonly trust: TrustSettings;
  readonly metadata: ObjectMetadata;
  /** Sorted by name. */
  readonly clusters: readonly Cluster[];
  readonly timeouts: Timeouts;
  /** Where `mesh:` was written. */
  readonly at: Span;
}

export interface IstioSettings {
  /** A full version such as `1.31.0`. */
  readonly version: string;
  /** Image registry; always rendered explicitly, because one minor's default is being switched off. */
  readonly hub: string;
  /** `default`: every primary has the ingress gateway of istioctl's default profile. */
  readonly ingress: "none" | "default";
  /** Whether istiod also checks configuration without a revision label. */
  readonly defaultValidator: boolean;
  readonly at: Span;
}

export interface TrustSettings {
  /** `istiod`: self-signed by the one istiod. `existing`: the Secret cacerts of every primary, all with one root. */
  readonly root: "istiod" | "existing";
}

/** What every object that meshplan writes carries beside its own marks. */
export interface ObjectMetadata {
  readonly labels: { readonly [key: string]: string };
  readonly annotations: { readonly [key: string]: string };
  /** Where each key was written, as `labels.KEY` or `annotations.KEY`. Only diagnostics read it. */
  readonly fieldsAt?: { readonly [field: string]: Span };
}

export interface Timeouts {
  /** How long to wait for a load balancer's address. */
  readonly addressSeconds: number;
  /** How long to wait for anything else to become ready. */
  readonly readySeconds: number;
}

/** One member of the mesh. */
export type Cluster = PrimaryCluster | RemoteCluster;

interface ClusterBase {
  readonly name: ClusterName;
  readonly network: NetworkName;
  /** kubeconfig context; the cluster's name unless the file says otherwise. */
  readonly context: string;
  /** Path of a kubeconfig, absolute; absent: KUBECONFIG or ~/.kube/config. */
  readonly kubeconfig?: string;
  /** The uid of kube-system that the cluster behind the context must have; absent: any. */
  readonly identity?: string;
  /** How other clusters reach this API server; absent: the kubeconfig's server. */
  readonly apiServer?: string;
  readonly gateway: GatewaySettings;
  /** Where the user wrote this cluster: its key. Only diagnostics and causes read it; plans never depend on it. */
  readonly at: Span;
  /** Where the values of its fields were written; a field that was left out is absent. Only diagnostics read it. */
  readonly fieldsAt?: { readonly [field: string]: Span };
}

/** Runs its own istiod. */
export interface PrimaryCluster extends ClusterBase {
  readonly role: "primary";
}

/** Has no istiod of its own; the istiod of `primary` serves its proxies. */
export interface RemoteCluster extends ClusterBase {
  readonly role: "remote";
  readonly primary: ClusterName;
}

/** The east-west gateway of one cluster. */
export interface GatewaySettings {
  /** A reserved IP address, so that nothing is unknown at plan time. */
  readonly address?: string;
  /** Source ranges (CIDR) that may reach it; empty: any address. */
  readonly allowFrom: readonly string[];
  /** Annotations of its Service. */
  readonly annotations: { readonly [key: string]: string };
  readonly at: Span;
}
