import type { Span } from "../diagnostics/source.ts";
import type { Values } from "./mesh-file.ts";

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
  /** sidecar: a proxy in every pod. ambient: one ztunnel on every node. */
  readonly mode: "sidecar" | "ambient";
  /** First part of every workload's SPIFFE identity. */
  readonly trustDomain: string;
  readonly istio: IstioSettings;
  readonly trust: TrustSettings;
  readonly metadata: ObjectMetadata;
  /** The file's settings for networks, by name; a network without any is absent. */
  readonly networks: ReadonlyMap<NetworkName, NetworkSettings>;
  /** In the order of the file: all code that lists clusters takes it from here. */
  readonly clusters: readonly Cluster[];
  readonly timeouts: Timeouts;
  /** Where `mesh:` was written. */
  readonly at: Span;
  /** Where other fields at the top were written. Only diagnostics read it. */
  readonly fieldsAt?: FieldSpans;
}

/** Where the values of some fields were written; a field that was left out is absent. */
export interface FieldSpans {
  readonly [field: string]: Span;
}

export interface IstioSettings {
  /** A full version such as `1.31.0`; with several revisions the newest of them. */
  readonly version: string;
  /** The namespace of istiod and everything that belongs to it; the same in every cluster. */
  readonly namespace: string;
  /** Image registry; always rendered explicitly, because one minor's default is being switched off. */
  readonly hub: string;
  readonly renderer: "istioctl" | "helm";
  /** Where Helm finds the charts: an absolute folder, or the URL of a repository (https) or registry (oci). */
  readonly charts?: string;
  /** The charts in the file's own words. */
  readonly writtenCharts?: string;
  /** `default`: every primary has the ingress gateway of istioctl's default profile. */
  /** sha256 of the programs and charts that may render, hex; absent: any. */
  readonly rendererSha256?: readonly string[];
  readonly ingress: "none" | "default";
  /** Whether istiod also checks configuration without a revision label. */
  readonly defaultValidator: boolean;
  /** Newest first, never empty. The one revision of a mesh that names none has the empty name. */
  readonly revisions: readonly Revision[];
  /** Revision by tag. */
  readonly tags: { readonly [tag: string]: string };
  readonly at: Span;
  readonly fieldsAt?: FieldSpans;
}

/** One control plane among several of a primary, with its own version and its own injector. */
export interface Revision {
  /** A DNS-1123 label, or empty for the unnamed one. */
  readonly name: string;
  readonly version: string;
  /** The clusters that have this revision; absent: all. */
  readonly clusters?: readonly ClusterName[];
  readonly at: Span;
}

export interface NetworkSettings {
  /** The one cluster whose east-west gateway serves the whole network; absent: every cluster has its own. */
  readonly gatewayCluster?: ClusterName;
  readonly at: Span;
  readonly fieldsAt?: FieldSpans;
}

export type TrustSettings =
  /** `istiod`: self-signed by the one istiod. `existing`: the Secret cacerts of every primary, all with one root. */
  | { readonly root: "istiod" | "existing" }
  /** A root that meshplan makes; `key` is the file that holds its private key and certificate. */
  | { readonly root: "generated"; readonly key: FilePlace }
  /** A root and intermediates that the user made: one folder per primary, `{name}` stands for its name. */
  | { readonly root: "files"; readonly folder: FilePlace };

/** A file or folder of the user. */
export interface FilePlace {
  /** As the mesh file writes it, for people to read. */
  readonly written: string;
  /** Absolute. */
  readonly path: string;
}

/** The user's labels and annotations for every object that meshplan writes, beside its own marks. */
export interface ObjectMetadata {
  readonly labels: { readonly [key: string]: string };
  readonly annotations: { readonly [key: string]: string };
  /** Where each key was written, as `labels.KEY` or `annotations.KEY`. Only diagnostics read it. */
  readonly fieldsAt?: FieldSpans;
}

export interface Timeouts {
  /** How long to wait for a load balancer's address. */
  readonly addressSeconds: number;
  /** How long to wait for anything else to become ready. */
  readonly readySeconds: number;
}

/** One member of the mesh, or the host of an istiod. */
export type Cluster = PrimaryCluster | RemoteCluster | HostCluster;

interface ClusterBase {
  readonly name: ClusterName;
  readonly network: NetworkName;
  /** kubeconfig context; the cluster's name unless the file says otherwise. */
  readonly context: string;
  /** Path of a kubeconfig, absolute; absent: KUBECONFIG or ~/.kube/config. */
  readonly kubeconfig?: string;
  /** Context and kubeconfig as the mesh file itself has them, whatever `--context` and the file's place make of them. */
  readonly written: WrittenTarget;
  /** The uid that kube-system must have in the cluster behind the context; absent: any. */
  readonly identity?: string;
  readonly apiServer: ApiServerSettings;
  /** Address ranges of its pods, as far as the file gives them; only rules read them. */
  readonly podCidrs: readonly string[];
  /** How each component reaches the cluster; `apply` where the file says nothing. Read it through `deliveryOf`. */
  readonly delivery: DeliverySettings;
  readonly gateway: GatewaySettings;
  /** The user's Helm values in the layout of an IstioOperator, weakest layer first. */
  readonly values: readonly ValuesLayer[];
  readonly patches: readonly Patch[];
  /** Where the user wrote this cluster: its key. Only diagnostics and causes read it; plans never depend on it. */
  readonly at: Span;
  /** Where the values of its fields were written; a field that was left out is absent. Only diagnostics read it. */
  readonly fieldsAt?: FieldSpans;
}

/** The way to a cluster as the mesh file writes it. */
export interface WrittenTarget {
  readonly context: string;
  readonly kubeconfig?: string;
}

/** Its API server has the mesh's configuration. Runs its own istiod unless `host` names the cluster that does. */
export interface PrimaryCluster extends ClusterBase {
  readonly role: "primary";
  /** The cluster whose nodes run its istiod: an external control plane. */
  readonly host?: ClusterName;
}

/** Has no istiod of its own that serves its proxies; the istiod of `primary` does. */
export interface RemoteCluster extends ClusterBase {
  readonly role: "remote";
  readonly primary: ClusterName;
  /** Who completes its pods: the primary's istiod, or one of its own that does nothing else. */
  readonly injector: "primary" | "local";
}

/** Runs the istiod of other clusters and is not itself a member of the mesh: no network, no workloads. */
export interface HostCluster extends ClusterBase {
  readonly role: "host";
}

/** How other clusters reach an API server; absent parts come from the kubeconfig and the reader's token. */
export interface ApiServerSettings {
  readonly url?: string;
  /** Path of a PEM bundle, absolute. */
  readonly caFile?: string;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
  /** Another URL for one observer. */
  readonly from: ReadonlyMap<ClusterName, string>;
}

/** apply: meshplan writes it. render: `meshplan render` prints it and another tool writes it. external: others own it. */
export type DeliveryMode = "apply" | "render" | "external";

interface DeliverySettings {
  readonly all?: DeliveryMode;
  readonly [component: string]: DeliveryMode | undefined;
}

/** Where a value was set, from the weakest to the strongest. */
export type LayerName = "mesh" | "network" | "defaults" | "cluster";

/** The user's free-form values from one place of the file. */
export interface ValuesLayer {
  readonly layer: LayerName;
  readonly values: Values;
  /** Where each leaf was written, by JSON pointer: `/global/proxy/image`. Only `explain` and diagnostics read it. */
  readonly fieldsAt: FieldSpans;
}

/**
 * A change of rendered objects: a JSON merge patch that merges keyed lists (containers, env, ports) by key, and removes the
 * items that have `$patch: delete` beside their key.
 */
export interface Patch {
  readonly target: { readonly kind: string; readonly name?: string; readonly namespace?: string };
  readonly patch: Values;
  readonly at: Span;
  /** Where each value of the patch was written, by JSON pointer. Only diagnostics read it. */
  readonly fieldsAt?: FieldSpans;
}

/** The east-west gateway of one cluster. */
export interface GatewaySettings {
  readonly type: "LoadBalancer" | "NodePort" | "ClusterIP";
  /** A reserved IP address or a DNS name of the user's own, so that nothing is unknown at plan time. */
  readonly address?: string;
  /** Source ranges (CIDR) that may reach it; empty: any address. */
  readonly allowFrom: readonly string[];
  /** Annotations of its Service. */
  readonly annotations: { readonly [key: string]: string };
  /** The Service of a gateway that others made and meshplan only uses. */
  readonly service?: { readonly namespace: string; readonly name: string };
  /** NodePort: the nodes whose addresses lead to the gateway; empty: all. */
  readonly nodeSelector: { readonly [label: string]: string };
  /** Values of its Deployment: replicas, resources, nodeSelector, tolerations; weakest layer first. */
  readonly values: readonly ValuesLayer[];
  readonly at: Span;
  /** Where its fields were written. Only diagnostics read it. */
  readonly fieldsAt?: FieldSpans;
}
