/** mesh.yaml as written, once its shape is right: the same as schema/mesh.schema.json (a test compares the two). */
export interface MeshFile {
  readonly apiVersion: "meshplan/v1";
  readonly mesh: string;
  readonly mode?: "sidecar" | "ambient";
  readonly trustDomain?: string;
  readonly istio: IstioSection;
  readonly trust?: TrustSection;
  readonly metadata?: MetadataSection;
  readonly networks?: { readonly [name: string]: NetworkSection | null };
  readonly defaults?: ClusterSection | null;
  /** `cluster3:` with nothing after it is a cluster whose fields are all left out. */
  readonly clusters: { readonly [name: string]: ClusterSection | null };
  readonly timeouts?: TimeoutsSection;
  readonly [own: `x-${string}`]: unknown;
}

/** The user's free-form JSON: Helm values, patches. */
export interface Values {
  readonly [key: string]: unknown;
}

export interface IstioSection {
  readonly version?: string;
  readonly revisions?: { readonly [name: string]: RevisionSection };
  readonly tags?: { readonly [tag: string]: string };
  readonly namespace?: string;
  readonly hub?: string;
  readonly renderer?: "istioctl" | "helm";
  readonly charts?: string;
  readonly rendererSha256?: readonly string[];
  readonly ingress?: "none" | "default";
  readonly defaultValidator?: boolean;
  readonly values?: Values;
}

interface RevisionSection {
  readonly version: string;
  readonly clusters?: readonly string[];
}

type TrustSection =
  | { readonly root: "istiod" | "existing" }
  | { readonly root: "generated"; readonly key: string }
  | { readonly root: "files"; readonly folder: string };

interface MetadataSection {
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

export interface NetworkSection {
  readonly gatewayCluster?: string;
  readonly gateway?: GatewaySection;
  readonly values?: Values;
}

export interface ClusterSection {
  readonly network?: string;
  readonly primary?: string;
  readonly controlPlane?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly identity?: string;
  readonly apiServer?: string | ApiServerSection;
  readonly podCidrs?: readonly string[];
  readonly injector?: "primary" | "local";
  readonly delivery?: DeliverySection;
  readonly gateway?: GatewaySection;
  readonly values?: Values;
  readonly patches?: readonly PatchSection[];
}

export interface ApiServerSection {
  readonly url?: string;
  readonly caFile?: string;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
  readonly from?: { readonly [cluster: string]: { readonly url: string } };
}

type DeliveryMode = "apply" | "render" | "external";

interface DeliverySection {
  readonly all?: DeliveryMode;
  readonly [component: string]: DeliveryMode | undefined;
}

export interface GatewaySection {
  readonly type?: "LoadBalancer" | "NodePort" | "ClusterIP";
  readonly address?: string;
  readonly allowFrom?: readonly string[];
  readonly annotations?: { readonly [key: string]: string };
  readonly service?: string;
  readonly nodeSelector?: { readonly [label: string]: string };
  readonly values?: Values;
}

interface PatchSection {
  readonly target: { readonly kind: string; readonly name?: string; readonly namespace?: string };
  readonly patch: Values;
}

export interface TimeoutsSection {
  readonly address?: string;
  readonly ready?: string;
}
