import type { JsonMap } from "../../../kube/object.ts";
import { hostNameOf } from "../../../mesh/host-name.ts";
import type {
  Cluster,
  Mesh,
  PrimaryCluster,
  RemoteCluster,
  Revision,
} from "../../../mesh/model.ts";
import { tagsOf } from "../../../mesh/revisions.ts";
import type { Topology } from "../../../mesh/topology.ts";
import { SENTINEL_IPV4, SENTINEL_IPV6 } from "../../deferred.ts";
import { operatorOf, withCustomHost, withLayers } from "../operator.ts";

export interface ControlPlaneInput {
  readonly mesh: Mesh;
  readonly topology: Topology;
  readonly revision: Revision;
  /** The clusters whose gateway address is known to be IPv6. */
  readonly ipv6: ReadonlySet<string>;
}

/** istiod in a primary; in ambient mode with istio-cni and ztunnel, which share its values. */
export function primaryOperator(input: ControlPlaneInput, cluster: PrimaryCluster): JsonMap {
  const { mesh, topology } = input;
  const isExposed = topology.exposesControlPlane.includes(cluster.name);
  // Remotes reach the webhook by this name, so it has to stand in istiod's certificate.
  const host = isExposed ? hostNameOf(cluster) : undefined;
  const env: JsonMap = {
    // Without it istiod names no GatewayClass istio-east-west and tells ztunnel nothing of other networks.
    ...(mesh.mode === "ambient" && topology.multiNetwork
      ? { AMBIENT_ENABLE_MULTI_NETWORK: "true" }
      : {}),
  };
  const values: JsonMap = {
    ...defaultsOf(mesh, input.revision),
    ...(Object.keys(env).length === 0 ? {} : { pilot: { env } }),
    ...meshConfigOf(mesh),
    global: {
      ...identityOf(mesh, cluster),
      ...(isExposed ? { externalIstiod: true } : {}),
    },
  };
  return operatorOf(mesh, input.revision, {
    name: "install",
    profile: mesh.mode === "ambient" ? "ambient" : "minimal",
    spec: { values: withCustomHost(withLayers(values, cluster.values), host) },
  });
}

/**
 * What a remote has instead of an istiod: the injector's configuration and a Service that leads to the primary's gateway, or
 * to the Service of the host in which the primary's istiod runs (`door`).
 *
 * A host name needs the injector's URL: the API server refuses to call a webhook through an alias (ExternalName).
 * Source: https://github.com/istio/istio/issues/45014.
 */
export function remoteOperator(
  input: ControlPlaneInput,
  cluster: RemoteCluster,
  door: Cluster,
): JsonMap {
  const { mesh } = input;
  const host = hostNameOf(door);
  const path = `/inject/cluster/${cluster.name}/net/${cluster.network}`;
  const isLocal = cluster.injector === "local";
  const values: JsonMap = {
    ...taggedAs(mesh, input.revision),
    ...(isLocal ? { ...meshConfigOf(mesh), pilot: { configMap: true } } : {}),
    istiodRemote: {
      ...(isLocal || host === undefined
        ? { injectionPath: path }
        : { injectionURL: `https://${host}:15017${path}` }),
      ...(isLocal ? { enabledLocalInjectorIstiod: true } : {}),
    },
    global: {
      ...(isLocal ? localInjectorGlobals(mesh, cluster) : {}),
      // Proxies of an external control plane use its host name themselves.
      ...(host !== undefined && door.role === "host" && !isLocal
        ? {}
        : { remotePilotAddress: host ?? sentinelFor(door.name, input.ipv6) }),
    },
  };
  return operatorOf(mesh, input.revision, {
    name: "install",
    profile: "remote",
    spec: { values: withLayers(values, cluster.values) },
  });
}

/**
 * A local injector completes pods by its own configuration, so it has to know what the primary's would: who the cluster is,
 * and that certificates come from the primary, whose name inside the cluster is then istiod-remote.
 */
function localInjectorGlobals(mesh: Mesh, cluster: RemoteCluster): JsonMap {
  return {
    ...identityOf(mesh, cluster),
    omitSidecarInjectorConfigMap: false,
    caAddress: `istiod-remote.${mesh.istio.namespace}.svc:15012`,
  };
}

/**
 * What makes a control plane the one for everything that names no revision. `defaultRevision` adds the validator for objects
 * without a revision label, as `istioctl install` does; among named revisions only that of the tag `default` has it.
 */
export function defaultsOf(mesh: Mesh, revision: Revision): JsonMap {
  const isDefault = revision.name === "" || mesh.istio.tags["default"] === revision.name;
  const name = revision.name === "" ? "default" : revision.name;
  return {
    ...(mesh.istio.defaultValidator && isDefault ? { defaultRevision: name } : {}),
    ...taggedAs(mesh, revision),
  };
}

function taggedAs(mesh: Mesh, revision: Revision): JsonMap {
  const tags = tagsOf(mesh, revision);
  return tags.length === 0 ? {} : { revisionTags: [...tags] };
}

/** Who the proxies are, as the injector tells them. */
export function identityOf(mesh: Mesh, cluster: Cluster): JsonMap {
  return {
    meshID: mesh.name,
    multiCluster: { clusterName: cluster.name },
    network: cluster.network,
  };
}

export function meshConfigOf({ trustDomain }: Mesh, others: JsonMap = {}): JsonMap {
  const meshConfig = { ...(trustDomain === "cluster.local" ? {} : { trustDomain }), ...others };
  return Object.keys(meshConfig).length === 0 ? {} : { meshConfig };
}

/** The sentinel with which clusters are rendered that reach an istiod through `cluster`. */
export function sentinelFor(cluster: string, ipv6: ReadonlySet<string>): string {
  return ipv6.has(cluster) ? SENTINEL_IPV6 : SENTINEL_IPV4;
}
