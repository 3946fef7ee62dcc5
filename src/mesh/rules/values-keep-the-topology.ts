import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Cluster, Mesh } from "../model.ts";
import { revisionsOf } from "../revisions.ts";
import { type SaysValues, saidValues } from "../said-values.ts";
import type { Topology } from "../topology.ts";
import type { Rule } from "./rule.ts";

/**
 * MP0485: nobody may set a value by hand that differs from what follows from the clusters.
 *
 * A wrong cluster name or network is the most common way to a mesh that reports everything as synced and loses traffic
 * (https://github.com/istio/istio/issues/52065). A value that is equal to the derived one is harmless.
 */
export const valuesKeepTheTopology: Rule = (mesh, topology) =>
  mesh.clusters.flatMap((cluster) => {
    const said = saidValues(cluster);
    // Most clusters of a large mesh say none.
    if (said.length === 0) return [];
    // A host's values are those of the istiod in it, which has the name of the primary it serves.
    const served = topology.hosts.get(cluster.name);
    const named = mesh.clusters.find(({ name }) => name === served) ?? cluster;
    const derived = [
      ...derivedOf(mesh, topology, named),
      ...completeOf(mesh, topology, named),
      ...tagOf(mesh, named),
    ];
    return said.flatMap((says) => broken(says, derived));
  });

/** Values that meshplan sets itself, by JSON pointer, or a test for them; undefined where nothing may be set. */
type Derived = readonly (readonly [pointer: string, value: Expected, instead: string])[];
type Expected = string | boolean | undefined | ((value: unknown) => boolean);

function derivedOf(mesh: Mesh, topology: Topology, cluster: Cluster): Derived {
  const home = topology.istiodOf.get(cluster.name) ?? cluster.name;
  const isExposed = topology.exposesControlPlane.includes(home);
  return [
    ["/global/meshID", mesh.name, "it is `mesh`"],
    ["/global/multiCluster/clusterName", cluster.name, "it is the cluster's name in this file"],
    ["/global/network", cluster.network, "it is the cluster's `network`"],
    ["/global/externalIstiod", isExposed, "it follows from who has remotes"],
    ["/global/istioNamespace", mesh.istio.namespace, "it is `istio.namespace`"],
    ["/meshConfig/trustDomain", mesh.trustDomain, "it is `trustDomain`"],
    ["/meshConfig/defaultConfig/meshId", mesh.name, "it is `mesh`"],
    [
      "/meshConfig/defaultConfig/discoveryAddress",
      discoveryAddressOf(mesh, topology, cluster),
      "it follows from who serves the cluster",
    ],
    ["/global/remotePilotAddress", undefined, "it is the address of the primary's gateway"],
    ["/global/configCluster", undefined, "it follows from `controlPlane`"],
    ["/istiodRemote", undefined, "it follows from `primary`, `network` and `injector`"],
    ["/global/proxy/clusterDomain", "cluster.local", "routes between clusters are made for it"],
    ["/global/trustBundleName", "istio-ca-root-cert", "pods of all clusters mount this one"],
    ["/pilot/env/REVISION", undefined, "it is in `istio.revisions`"],
    [
      "/pilot/env/SHARED_MESH_CONFIG",
      undefined,
      "istiod would read other settings of the mesh over those of this file",
    ],
    ...caAddressOf(cluster),
    ["/pilot/env/CLUSTER_ID", cluster.name, "it is the cluster's name in this file"],
    ["/pilot/env/EXTERNAL_ISTIOD", undefined, "it follows from who has remotes"],
    ["/pilot/env/LOCAL_CLUSTER_SECRET_WATCHER", undefined, "it follows from `controlPlane`"],
    [
      "/pilot/env/INJECTION_WEBHOOK_CONFIG_NAME",
      (value) => value !== "" && value !== null,
      "istiod would not give its CA to the injector, and pods would get no proxy",
    ],
    ["/pilot/extraContainerArgs", saysNoTopology, "flags of istiod follow from the clusters"],
    ["/profile", undefined, "it follows from the cluster's role"],
    ["/revision", undefined, "it is in `istio.revisions`"],
    ["/revisionTags", undefined, "they are in `istio.tags`"],
    ["/defaultRevision", undefined, "it follows from `istio.defaultValidator`"],
    ["/global/hub", mesh.istio.hub, "it is `istio.hub`"],
  ];
}

/**
 * Values that make the charts leave out objects that the mesh needs, or rely on objects that meshplan does not install.
 *
 * Source: istio manifests/charts (base, istio-control/istio-discovery).
 */
function completeOf(mesh: Mesh, topology: Topology, cluster: Cluster): Derived {
  const isOthers = isHosted(topology, cluster);
  const installsCni =
    "in sidecar mode meshplan installs no istio-cni; pods use one that is there with `pilot.cni.enabled`";
  return [
    [
      "/global/operatorManageWebhooks",
      isOthers ? undefined : false,
      "without the injector, pods get no proxy",
    ],
    [
      "/global/resourceScope",
      isOthers ? undefined : "all",
      "meshplan writes all objects of a control plane",
    ],
    ["/global/omitSidecarInjectorConfigMap", false, "without its templates, pods get no proxy"],
    ["/pilot/configMap", true, "istiod reads the mesh's settings in it"],
    ...signingOf(mesh),
    ...ambientOf(mesh, cluster),
    ["/global/enableReaderRBAC", true, "by these rights other clusters read this one"],
    [
      "/global/readerServiceAccount",
      undefined,
      "other clusters read this one as istio-reader-service-account",
    ],
    ...(cluster.role === "primary"
      ? ([["/pilot/enabled", true, "a primary has an istiod"]] as const)
      : []),
    ...(mesh.mode === "sidecar" ? ([["/cni/enabled", false, installsCni]] as const) : []),
  ];
}

/**
 * Flags by which istiod takes its name, the names of others, its clusters or its settings from elsewhere.
 *
 * Source: pilot/cmd/pilot-discovery/app/cmd.go.
 */
const FLAGS =
  /^--(clusterID|clusterAliases|clusterRegistriesNamespace|registries|kubeconfig|meshConfig|networksConfig|namespace|configDir)(=|$)/;

function saysNoTopology(flags: unknown): boolean {
  return !Array.isArray(flags) || !flags.some((one) => FLAGS.test(String(one)) || one === "-n");
}

/** An injector other than the serving istiod has to tell its pods that istiod's name, also as their CA. */
function caAddressOf(cluster: Cluster): Derived {
  return cluster.role === "remote" && cluster.injector === "local"
    ? [["/global/caAddress", undefined, "with `injector: local` it is the istiod of the primary"]]
    : [];
}

/** istiod must sign with the CA that meshplan writes. */
function signingOf({ trust }: Mesh): Derived {
  const instead = "`trust` says what istiod signs with";
  return trust.root === "istiod"
    ? []
    : [
        ["/pilot/env/ROOT_CA_DIR", undefined, instead],
        ["/pilot/env/EXTERNAL_CA", undefined, instead],
        ["/pilot/env/USE_REMOTE_CERTS", undefined, instead],
        ["/pilot/env/ENABLE_CA_SERVER", isTrue, instead],
        // With it istiod replaces the root in a `cacerts` that an istiod once made, and no other primary learns of it.
        ["/pilot/env/USE_CACERTS_FOR_SELF_SIGNED_CA", (value) => !isTrue(value), instead],
      ];
}

/** Ztunnel gets the name and network of its cluster from values of its own. Source: istio manifests/charts/ztunnel. */
function ambientOf({ mode, istio }: Mesh, cluster: Cluster): Derived {
  if (mode !== "ambient") return [];
  const name = "it is the cluster's name in this file";
  const network = "it is the cluster's `network`";
  const needed = "`mode: ambient` needs it";
  return [
    ["/ztunnel/multiCluster/clusterName", cluster.name, name],
    ["/ztunnel/env/CLUSTER_ID", cluster.name, name],
    ["/ztunnel/env/ISTIO_META_CLUSTER_ID", cluster.name, name],
    ["/ztunnel/network", cluster.network, network],
    ["/ztunnel/env/NETWORK", cluster.network, network],
    ["/ztunnel/istioNamespace", istio.namespace, "it is `istio.namespace`"],
    ["/ztunnel/caAddress", undefined, "it is the istiod of the cluster"],
    ["/ztunnel/xdsAddress", undefined, "it is the istiod of the cluster"],
    ["/ztunnel/enabled", true, needed],
    ["/cni/enabled", true, needed],
    ["/pilot/env/PILOT_ENABLE_AMBIENT", isTrue, needed],
    ["/pilot/env/AMBIENT_ENABLE_MULTI_NETWORK", isTrue, needed],
  ];
}

/** As Go's strconv.ParseBool, with which istiod reads its variables; what it cannot read is its default. */
const isTrue = (value: unknown): boolean => /^(1|t|T|TRUE|true|True)$/.test(String(value));

/** Tags of the same version, such as 1.31.0-distroless, are other builds of it. */
function tagOf(mesh: Mesh, cluster: Cluster): Derived {
  const versions = revisionsOf(mesh, cluster.name).map(({ version }) => version);
  const isSame = (tag: unknown): boolean =>
    typeof tag === "string" && versions.every((one) => tag === one || tag.startsWith(`${one}-`));
  return ["/global/tag", "/pilot/tag"].map((pointer) => [
    pointer,
    isSame,
    "the version is `istio.version`, or that of the revision",
  ]);
}

/** The Service by which the proxies of a cluster find their istiod, if they all find it by the same one. */
function discoveryAddressOf(
  { istio }: Mesh,
  topology: Topology,
  cluster: Cluster,
): string | undefined {
  const isNamed = istio.revisions.some(({ name }) => name !== "");
  const isLocal = cluster.role === "remote" && cluster.injector === "local";
  return isNamed || isLocal || isHosted(topology, cluster)
    ? undefined
    : `istiod.${istio.namespace}.svc:15012`;
}

/** Whether the istiod of a primary runs in a host. */
function isHosted(topology: Topology, { name }: Cluster): boolean {
  return (topology.istiodOf.get(name) ?? name) !== name;
}

function broken(says: SaysValues, derived: Derived): readonly Diagnostic[] {
  return derived.flatMap(([pointer, expected, instead]) => {
    const said = says(pointer);
    if (said === undefined) return [];
    const isRight = typeof expected === "function" ? expected(said.value) : said.value === expected;
    if (isRight) return [];
    return [
      {
        code: "MP0485",
        message: `${said.name} is not set by hand: ${instead}`,
        help: said.removal,
        ...(said.at === undefined ? {} : { at: said.at }),
      },
    ];
  });
}
