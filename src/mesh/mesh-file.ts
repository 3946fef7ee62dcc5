/** mesh.yaml as written, once its shape is right: the same as schema/mesh.schema.json (a test compares the two). */
export interface MeshFile {
  readonly apiVersion: "meshplan/v1";
  readonly mesh: string;
  readonly istio: IstioSection;
  readonly trust?: TrustSection;
  readonly metadata?: MetadataSection;
  readonly defaults?: ClusterSection | null;
  /** `cluster3:` with nothing after it is a cluster whose every field is left out. */
  readonly clusters: { readonly [name: string]: ClusterSection | null };
  readonly timeouts?: TimeoutsSection;
  readonly [own: `x-${string}`]: unknown;
}

export interface IstioSection {
  readonly version: string;
  readonly hub?: string;
  readonly ingress?: "none" | "default";
  readonly defaultValidator?: boolean;
}

export interface TrustSection {
  readonly root: "istiod" | "existing";
}

export interface MetadataSection {
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

export interface ClusterSection {
  readonly network?: string;
  readonly primary?: string;
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly identity?: string;
  readonly apiServer?: string;
  readonly gateway?: GatewaySection;
}

export interface GatewaySection {
  readonly address?: string;
  readonly allowFrom?: readonly string[];
  readonly annotations?: { readonly [key: string]: string };
}

export interface TimeoutsSection {
  readonly address?: string;
  readonly ready?: string;
}
