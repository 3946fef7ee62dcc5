import type { ShownChain } from "./certs/server-chain.ts";
import type { AccessRequest } from "./kube/access-request.ts";
import type { SecretRegistry } from "./util/secret-registry.ts";
import type { Json, JsonMap, KubeObject, ObjectRef } from "./kube/object.ts";

/** Everything the engine needs from the outside world; `cli/wire.ts` builds the real ports. */
export interface Ports {
  readonly files: Files;
  readonly clusters: Clusters;
  readonly manifests: Manifests;
  readonly clock: Clock;
  /** All secrets that this run knows: code that learns one keeps it here, and every text that leaves passes through it. */
  readonly secrets: SecretRegistry;
  readonly host: Host;
}

export interface Files {
  /** Reads a text file strictly as UTF-8. `-` is standard input. Throws MP9xxx with a next step. */
  read(path: string): Promise<string>;
  /** Writes a file that only the user can read (mode 0600), whole or not at all. */
  writePrivate(path: string, text: string): Promise<void>;
  /**
   * Reads a file with a private key; undefined where there is none. Throws MP9240 if users other than its owner may read
   * it.
   */
  readPrivate(path: string): Promise<string | undefined>;
  /** Like `writePrivate`, but a file that is there already stays as it is: MP9243. */
  createPrivate(path: string, text: string): Promise<void>;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** A process as others can find it again: its number alone is reused. A part that cannot be told is the empty text. */
export interface ProcessIdentity {
  /** Name of its machine, for people. */
  readonly host: string;
  /** The id that the machine has had since it started. */
  readonly bootId: string;
  readonly pidNamespace: string;
  readonly pid: number;
  /** The process's start in a unit of the machine's own: values can only be compared for equality. */
  readonly started: string;
}

/** The machine meshplan runs on. */
export interface Host {
  readonly self: ProcessIdentity;
  /** Whether a process still runs. Undefined where it belongs to another machine or container, or nothing can be told. */
  isAlive(process: ProcessIdentity): boolean | undefined;
  /** Milliseconds since any moment: time that nobody can set. It may stand still while the machine sleeps. */
  monotonic(): number;
  /** A name that nobody has had. */
  newId(): string;
}

/** How to reach one cluster: a kubeconfig context. */
export interface ClusterTarget {
  readonly cluster: string;
  readonly context: string;
  readonly kubeconfig?: string;
  /** Contexts that other clusters of the mesh have: a name that does not exist cannot mean one of them. */
  readonly taken?: readonly string[];
  /** Digest of the plan that is executed: every request names it, so that an API server's audit log shows what a plan did. */
  readonly plan?: string;
}

export interface Clusters {
  /**
   * Reads the kubeconfig and prepares a connection; sends nothing yet.
   * Throws MP9xxx when the context does not exist or its credentials are of a kind meshplan refuses.
   */
  connect(target: ClusterTarget): Promise<ClusterClient>;
  /**
   * Connects, trusts nothing, sends nothing, and says which certificates the server shows. Absent where the author of the mesh
   * file may not choose a host that this machine contacts.
   */
  readonly handshake?: Handshake;
  /** Ends idle connections, so that the process can exit. */
  close(): void;
}

/** `untried`: a clause that says why there is no answer from here. Never rejects for a server that cannot be reached. */
export type Handshake = (way: {
  readonly server: string;
  readonly tlsServerName: string;
}) => Promise<ShownChain | { readonly untried: string }>;

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

export interface ApplyOptions extends RequestOptions {
  readonly dryRun?: boolean;
  /** Takes every contested field of this request. Only sent where the plan says so. */
  readonly force?: boolean;
}

/** A field conflict of server-side apply: nothing was written. */
export interface FieldConflict {
  /** As the server prints it: `.spec.replicas`. */
  readonly field: string;
  readonly message: string;
}

export type ApplyResult =
  | {
      readonly kind: "applied";
      readonly object: KubeObject;
      readonly created: boolean;
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: "conflict";
      readonly conflicts: readonly FieldConflict[];
      /** An earlier attempt of this request may have been carried out: its answer was lost. */
      readonly uncertain?: true;
    };

export interface ListOptions extends RequestOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Asks for PartialObjectMetadata: no spec, no data. Secrets are only ever listed this way. */
  readonly metadataOnly?: boolean;
  /**
   * What is kept of an object; nothing: undefined. For lists of kinds of which a cluster may have thousands, so that they never are in
   * memory whole. Who asks must not rely on it: a reader may keep more.
   */
  readonly keep?: (object: KubeObject) => KubeObject | undefined;
}

export interface ObjectList {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
}

export type WatchEvent = {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubeObject;
};

export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
}

/** A JSON answer with the SHA-512 of its bytes, in lower-case hex. */
export interface HashedJson {
  readonly json: Json;
  readonly sha512: string;
}

/**
 * Reads a cluster and can do nothing else: `get` and `list`, which is all that the facts and a read-only plan need. A function
 * that takes only this cannot write, whatever it is changed into.
 */
export interface ClusterReader {
  readonly cluster: string;
  readonly context: string;
  /** The file that kubectl needs to reach the same cluster as the same user. */
  readonly kubeconfig?: string;
  /** `https://host:port` of the kubeconfig. */
  readonly server: string;
  /** Nobody checks its certificate: the kubeconfig has `insecure-skip-tls-verify`. */
  readonly unverified?: true;
  /** The name its certificate must have, if the kubeconfig gives another than the host of `server`. */
  readonly tlsServerName?: string;
  /** PEM of the authorities that may sign that certificate, as the kubeconfig says; absent: the public ones. */
  readonly authority?: string;
  /** The credential plug-in that logs in to it. */
  readonly plugin?: string;
  /** The proxy on the way there, for people. */
  readonly through?: string;
  /**
   * How far the server's clock is ahead of this machine's, in milliseconds, by the Date of its last answer: cut to a second, and old
   * by the way back. Undefined before one, and where it says none.
   */
  ahead(): number | undefined;
  /** The certificates that the server showed when a connection was first made; empty before. */
  shown(): ShownChain;
  /** GET of any path that answers JSON, e.g. `/version`. */
  getJson(path: string, options?: RequestOptions): Promise<Json>;
  /** The same, with the SHA-512 of the bytes in lower-case hex: an API server names its schemas by it. */
  getDocument(path: string, options?: RequestOptions): Promise<HashedJson>;
  /** Undefined for 404: the object, its namespace or its kind does not exist. */
  get(ref: ObjectRef, options?: RequestOptions): Promise<KubeObject | undefined>;
  list(kind: Kind, options?: ListOptions): Promise<ObjectList>;
}

/**
 * One cluster's API server. Requests retry what is safe to repeat (connection resets, 429 and 5xx with the classes of
 * executors/retry); other failures are thrown as `ApiError` (kube/api-error.ts). At most 10 requests are in flight per cluster
 * and 64 in all; watches do not count.
 */
export interface ClusterClient extends ClusterReader {
  /** GET of any path as text, e.g. a metrics page through the pod proxy. */
  getText(path: string, options?: RequestOptions): Promise<string>;
  /** Whether the user of this client may make a request: SelfSubjectAccessReview, which stores nothing. */
  may(request: AccessRequest, options?: RequestOptions): Promise<boolean>;
  /** Server-side apply as manager `meshplan`, fieldValidation=Strict. */
  apply(object: KubeObject, options?: ApplyOptions): Promise<ApplyResult>;
  /**
   * The objects that match, now and from now on: the present ones first as ADDED. Reconnects by itself (expired
   * resourceVersion, closed or silent connection) and ends only by `signal`.
   */
  watch(
    kind: Kind,
    options: ListOptions & { readonly signal: AbortSignal },
  ): AsyncIterable<WatchEvent>;
}

/** What to render: one IstioOperator, in the terms of `istioctl manifest generate`, whichever renderer is used. */
export interface RenderRequest {
  /** The whole IstioOperator document. */
  readonly operator: JsonMap;
  /** For messages: `cluster1/control-plane`. */
  readonly for: string;
}

export interface RenderedManifests {
  /** As rendered: nothing stripped, in the renderer's order. */
  readonly objects: readonly KubeObject[];
  /** The inputs beside the program, by content: `istiod sha256:…` for each chart. */
  readonly from?: readonly string[];
}

export interface RendererInfo {
  /** `outline` is the small built-in stand-in for embedded clusters. */
  readonly kind: "istioctl" | "helm" | "outline";
  /** The version of the rendering program; Istio's version for the outline. */
  readonly version: string;
  /** Where Helm's charts come from: a folder or a reference. */
  readonly charts?: string;
  /** sha256 of the program's file, hex; absent for the outline, which is part of meshplan. */
  readonly sha256?: string;
  /** Why the outline is used instead: `no istioctl was found`. */
  readonly note?: string;
}

/** What the mesh file says about rendering. */
export interface WantedRenderer {
  /** The Istio version, in full. */
  readonly version: string;
  readonly renderer: "istioctl" | "helm";
  /** For Helm: a folder, `https://…` of a repository or `oci://…`; absent: where Istio publishes its charts. */
  readonly charts?: string;
}

export interface Manifests {
  /**
   * Finds the renderer for this Istio version. `embedded`: every cluster of the mesh is an embedded one, so the built-in
   * outline may be used if no fitting program is found. Otherwise a missing or unfitting program throws MP9xxx.
   */
  choose(wanted: WantedRenderer, options: { readonly embedded: boolean }): Promise<RendererInfo>;
  /** Renders all requests, in parallel, from the cache where possible. Same order as asked. */
  render(
    renderer: RendererInfo,
    requests: readonly RenderRequest[],
  ): Promise<readonly RenderedManifests[]>;
  /** The CustomResourceDefinitions of one version of the Gateway API, such as `v1.6.0`: its standard channel. */
  gatewayApi(version: string): Promise<readonly KubeObject[]>;
}

/** The methods of one rendering program. */
export type Renderer = Pick<Manifests, "choose" | "render">;
