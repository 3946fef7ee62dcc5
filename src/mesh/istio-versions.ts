import { compareVersions, minorOf } from "./versions.ts";

/**
 * Everything meshplan knows about each Istio minor, in one place: where a minor differs, the code asks here.
 *
 * Sources: Istio's release notes and upgrade notes (https://istio.io/latest/news/releases/), the charts of each release, and
 * go.mod for the bundled Gateway API.
 */
interface IstioMinor {
  readonly minor: string;
  /** Whether meshes of this minor were run with a real istiod; other minors are planned from their release's documentation. */
  readonly tested: boolean;
  /** The Helm value that lets a primary manage remotes; since 1.23, before that an environment variable of istiod. */
  readonly externalIstiod: "global.externalIstiod";
  /** How the remote profile writes the primary's address beside the Service istiod. */
  readonly remoteEndpoints: "Endpoints" | "EndpointSlice";
  /** CustomResourceDefinitions of the base chart. */
  readonly definitions: number;
  /** The version of Gateway, VirtualService and their like in Istio's samples, served since 1.22. */
  readonly networkingApi: "networking.istio.io/v1";
  /** The registry its release pulls images from by default; `hubEnds`: that registry is being switched off. */
  readonly defaultHub: string;
  readonly hubEnds: boolean;
  readonly gatewayApi: {
    /** The release of Gateway API it is built with. */
    readonly bundle: string;
    /** The version in which its samples write Gateways. */
    readonly apiVersion: `gateway.networking.k8s.io/${"v1" | "v1beta1"}`;
    /** istiod ignores older definitions of these kinds, and reports that only in its log. */
    readonly oldest: { readonly [plural: string]: string };
  };
  /** The oldest and the newest Kubernetes minor it is officially supported on. */
  readonly kubernetes: { readonly oldest: string; readonly newest: string };
}

const EVERY = {
  tested: false,
  externalIstiod: "global.externalIstiod",
  networkingApi: "networking.istio.io/v1",
  defaultHub: "docker.io/istio",
  hubEnds: false,
} as const;

// Source: pkg/kube/kclient/crdwatcher.go, since 1.30 pkg/config/schema/gatewayapi/minimumversions.go.
const READS_GRPC = { grpcroutes: "v1.1.0" };
const READS_BACKEND_TLS = { ...READS_GRPC, backendtlspolicies: "v1.4.0" };
const READS_TLS = { ...READS_BACKEND_TLS, tlsroutes: "v1.5.0" };
const READS_TCP = { ...READS_TLS, tcproutes: "v1.6.0" };

const V1 = "gateway.networking.k8s.io/v1";
const V1BETA1 = "gateway.networking.k8s.io/v1beta1";

/** Newest first. */
export const ISTIO_MINORS: readonly IstioMinor[] = [
  {
    ...EVERY,
    minor: "1.31",
    tested: true,
    remoteEndpoints: "EndpointSlice",
    definitions: 15,
    gatewayApi: { bundle: "v1.6.0", apiVersion: V1, oldest: READS_TCP },
    kubernetes: { oldest: "1.32", newest: "1.36" },
  },
  {
    ...EVERY,
    minor: "1.30",
    remoteEndpoints: "EndpointSlice",
    definitions: 15,
    // https://istio.io/latest/blog/2026/retirement-of-gcp/
    defaultHub: "registry.istio.io/release",
    hubEnds: true,
    gatewayApi: { bundle: "v1.5.1", apiVersion: V1, oldest: READS_TLS },
    kubernetes: { oldest: "1.32", newest: "1.36" },
  },
  {
    ...EVERY,
    minor: "1.29",
    remoteEndpoints: "EndpointSlice",
    definitions: 14,
    gatewayApi: { bundle: "v1.4.1", apiVersion: V1, oldest: READS_BACKEND_TLS },
    kubernetes: { oldest: "1.31", newest: "1.35" },
  },
  {
    ...EVERY,
    minor: "1.28",
    remoteEndpoints: "EndpointSlice",
    definitions: 14,
    gatewayApi: { bundle: "v1.4.0", apiVersion: V1BETA1, oldest: READS_BACKEND_TLS },
    kubernetes: { oldest: "1.29", newest: "1.34" },
  },
  {
    ...EVERY,
    minor: "1.27",
    remoteEndpoints: "Endpoints",
    definitions: 14,
    gatewayApi: { bundle: "v1.3.0", apiVersion: V1BETA1, oldest: READS_GRPC },
    kubernetes: { oldest: "1.29", newest: "1.33" },
  },
  {
    ...EVERY,
    minor: "1.26",
    remoteEndpoints: "Endpoints",
    definitions: 14,
    gatewayApi: { bundle: "v1.3.0", apiVersion: V1BETA1, oldest: READS_GRPC },
    kubernetes: { oldest: "1.29", newest: "1.33" },
  },
  {
    ...EVERY,
    minor: "1.25",
    remoteEndpoints: "Endpoints",
    definitions: 14,
    gatewayApi: { bundle: "v1.2.1", apiVersion: V1BETA1, oldest: READS_GRPC },
    kubernetes: { oldest: "1.29", newest: "1.32" },
  },
  {
    ...EVERY,
    minor: "1.24",
    remoteEndpoints: "Endpoints",
    definitions: 14,
    gatewayApi: { bundle: "v1.2.0", apiVersion: V1BETA1, oldest: READS_GRPC },
    kubernetes: { oldest: "1.28", newest: "1.31" },
  },
];

/** A version to show in examples: the first of the newest minor. */
export const EXAMPLE_VERSION = `${ISTIO_MINORS[0]?.minor ?? ""}.0`;

/** The first minor that has it. */
const FEATURES = {
  /** `istioctl create-remote-secret --tls-server-name`. */
  "tls-server-name": "1.26",
  /** Ambient mode over several networks: alpha. */
  "ambient-multi-network": "1.27",
  /** A remote's own istiod that only injects: `istiodRemote.enabledLocalInjectorIstiod`. */
  "local-injector": "1.27",
  /** `ca-crl.pem` in the Secret cacerts. */
  "certificate-revocation": "1.27",
  /** An incomplete Secret cacerts stops istiod; earlier, istiod ignored it and made a root of its own. */
  "incomplete-cacerts-stop-istiod": "1.27",
  /** A Service `istiod-revision-tag-TAG` beside the webhook of each tag. */
  "revision-tag-service": "1.28",
  /** `global.resourceScope`: charts that render nothing outside of their namespace. */
  "resource-scope": "1.28",
  /** `base.validationFailurePolicy`. */
  "validation-failure-policy": "1.28",
  /** `global.remotePilotAddress` may be an IPv6 address. */
  "ipv6-remote-address": "1.28",
  /** Waypoints route to other networks. */
  "ambient-multi-network-waypoints": "1.28",
  /** Ambient mode over several networks: beta. */
  "ambient-multi-network-beta": "1.29",
  /** Ingress gateways of ambient mode may route to other networks: `AMBIENT_ENABLE_MULTI_NETWORK_INGRESS`. */
  "ambient-multi-network-ingress": "1.29",
  /** istiod's gauge `istiod_remote_cluster_sync_status`. */
  "sync-status-metric": "1.29",
  /** istiod reads the mesh configuration of remotes, so its reader may read ConfigMaps. */
  "reader-reads-config-maps": "1.29",
  /** Remote kubeconfigs from a folder instead of Secrets: `PILOT_MULTICLUSTER_KUBECONFIG_PATH`. */
  "kubeconfig-folder": "1.30",
  /** A changed remote secret takes over only once the new connection has synced. */
  "seamless-secret-update": "1.30",
  /** `global.enableReaderRBAC`. */
  "reader-rbac-switch": "1.30",
  /** `networkGatewayPorts` of the gateway chart. */
  "network-gateway-ports": "1.30",
  /** Its images were never put on Google's registries. */
  "images-left-google": "1.31",
  /** `istio.namespace` may be all digits (istio/istio#60239). */
  "numeric-namespace": "1.31",
  /** `global.readerServiceAccount`. */
  "reader-service-account": "1.31",
} as const;
type IstioFeature = keyof typeof FEATURES;

/**
 * Registries of Istio's images on Google's infrastructure, which is switched off in December 2026.
 * Source: https://istio.io/latest/blog/2026/retirement-of-gcp/
 */
const GOOGLE_HUBS = ["gcr.io/istio-release", "registry.istio.io"];

/** Whether images are pulled from a registry that Istio has left. */
export function isGoogleHub(hub: string): boolean {
  return GOOGLE_HUBS.some((one) => hub === one || hub.startsWith(`${one}/`));
}

/** The facts about a version's minor; undefined for a minor meshplan does not know. */
export function istioMinor(version: string): IstioMinor | undefined {
  const minor = minorOf(version);
  return ISTIO_MINORS.find((each) => each.minor === minor);
}

/** Whether every patch of a version's minor has a feature; also answers for minors newer than meshplan knows. */
export function hasFeature(version: string, feature: IstioFeature): boolean {
  return compareVersions(`${minorOf(version)}.0`, `${FEATURES[feature]}.0`) >= 0;
}

/** The first minor that has a feature, to say which one to write. */
export function firstMinorWith(feature: IstioFeature): string {
  return FEATURES[feature];
}

/** A bug of Istio that a later patch or minor cures. */
export interface KnownBug {
  /** Where Istio's users and developers report it. */
  readonly link: string;
  /** Completes "Istio 1.30.1 has a known bug: …". */
  readonly what: string;
  /** The meshes that can meet it: those whose istiod reads other clusters, or ambient ones over several networks. */
  readonly concerns: "remote-secrets" | "ambient";
  /** The first version that is known to have it. */
  readonly since: string;
  /** The first version of each minor that does not have it; newer minors do not have it either. */
  readonly fixed: readonly string[];
}

const issue = (number: number): string => `https://github.com/istio/istio/issues/${String(number)}`;

/** The bugs that a mesh of several clusters can meet, the most recently cured first. */
const BUGS: readonly KnownBug[] = [
  {
    link: issue(60033),
    what: "istiod keeps its whole memory of a remote cluster each time that cluster's remote secret changes",
    concerns: "ambient",
    since: "1.31.0",
    fixed: ["1.31.1"],
  },
  {
    link: issue(61043),
    what: "when a remote secret changes, istiod can lose the cluster's endpoints until it is restarted",
    concerns: "remote-secrets",
    since: "1.30.0",
    fixed: ["1.30.4", "1.31.0"],
  },
  {
    link: issue(60920),
    what: "when a remote secret changes, the gateway of the cluster's network can be forgotten until istiod is restarted",
    concerns: "remote-secrets",
    since: "1.30.0",
    fixed: ["1.30.4", "1.31.0"],
  },
  {
    link: issue(61049),
    what: "istiod can be ready before its webhooks answer, so that pods and configuration are refused for a moment",
    concerns: "remote-secrets",
    since: "1.29.0",
    fixed: ["1.29.7", "1.30.4", "1.31.0"],
  },
  {
    link: issue(61092),
    what: "ingress gateways pass by the waypoint of a service that runs in several clusters, and its policies are not enforced",
    concerns: "ambient",
    since: "1.29.0",
    fixed: ["1.29.7", "1.30.4", "1.31.0"],
  },
  {
    link: issue(60612),
    what: "a changed remote secret can have no effect until istiod is restarted",
    concerns: "remote-secrets",
    since: "1.30.0",
    fixed: ["1.30.3", "1.31.0"],
  },
  {
    link: issue(60806),
    what: "the east-west gateway refuses connections to services that have HTTP authorization policies",
    concerns: "ambient",
    since: "1.29.0",
    fixed: ["1.29.6", "1.30.3", "1.31.0"],
  },
  {
    link: "https://istio.io/latest/news/releases/1.30.x/announcing-1.30.1/",
    what: "istiod's list of clusters can lock itself up while clusters are added",
    concerns: "remote-secrets",
    since: "1.30.0",
    fixed: ["1.30.1", "1.31.0"],
  },
  {
    link: issue(59875),
    what: "istiod can lock up when a remote secret changes, and then finds no endpoints in that cluster",
    concerns: "remote-secrets",
    since: "1.29.0",
    fixed: ["1.29.3", "1.30.0"],
  },
  {
    link: issue(59474),
    what: "istiod takes a remote cluster's trust domain for empty while its reader may not read ConfigMaps there",
    concerns: "remote-secrets",
    since: "1.29.0",
    fixed: ["1.29.2", "1.30.0"],
  },
  {
    link: issue(58630),
    what: "the east-west gateway now and then hands a connection to the wrong service",
    concerns: "ambient",
    since: "1.28.0",
    fixed: ["1.29.2", "1.30.0"],
  },
  {
    link: issue(59153),
    what: "istiod crashes while it reads a cluster whose Istio is older",
    concerns: "remote-secrets",
    since: "1.29.0",
    fixed: ["1.29.1", "1.30.0"],
  },
  {
    link: issue(58047),
    what: "once istiod fails to read a remote cluster, a corrected remote secret does not help until it is restarted",
    concerns: "ambient",
    since: "1.27.0",
    fixed: ["1.28.3", "1.29.0"],
  },
  {
    link: issue(58427),
    what: "connections to other networks fail with a trust domain of one's own",
    concerns: "ambient",
    since: "1.28.0",
    fixed: ["1.28.1", "1.29.0"],
  },
  {
    link: issue(58141),
    what: "east-west gateways and waypoints can be given endpoints that they cannot use",
    concerns: "ambient",
    since: "1.28.0",
    fixed: ["1.28.1", "1.29.0"],
  },
  {
    link: issue(57269),
    what: "istiod keeps its memory of a remote cluster each time that cluster's remote secret changes",
    concerns: "remote-secrets",
    since: "1.27.0",
    fixed: ["1.27.2", "1.28.0"],
  },
];

/** The bugs a version has, the most recently cured first. */
export function knownBugsOf(version: string): readonly KnownBug[] {
  return BUGS.filter((bug) => hasBug(version, bug));
}

function hasBug(version: string, { since, fixed }: KnownBug): boolean {
  if (compareVersions(version, since) < 0) return false;
  const own = fixed.find((one) => minorOf(one) === minorOf(version));
  if (own !== undefined) return compareVersions(version, own) < 0;
  return fixed.every((one) => compareVersions(version, one) < 0);
}
