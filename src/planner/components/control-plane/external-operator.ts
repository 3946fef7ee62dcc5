import { isList, isMap, type Json, type JsonMap } from "../../../kube/object.ts";
import { hostNameOf } from "../../../mesh/host-name.ts";
import { hasFeature } from "../../../mesh/istio-versions.ts";
import type { Cluster, HostCluster, PrimaryCluster, ValuesLayer } from "../../../mesh/model.ts";
import {
  type ControlPlaneInput,
  defaultsOf,
  identityOf,
  meshConfigOf,
  sentinelFor,
} from "./operator.ts";
import { operatorOf, withCustomHost, withLayers } from "../operator.ts";

/**
 * istiod in a host, for the configuration in the API server of `primary`.
 *
 * The proxies find an IP address as istiod.NAMESPACE.svc, a Service of their own cluster that leads to it: nothing here
 * depends on the address, and a new address restarts no proxy. They use a host name as it is.
 * Source: https://istio.io/latest/docs/setup/install/external-controlplane/
 */
export function externalOperator(
  input: ControlPlaneInput,
  host: HostCluster,
  primary: PrimaryCluster,
): JsonMap {
  const { mesh, revision } = input;
  const name = hostNameOf(host);
  const values: JsonMap = {
    pilot: {
      env: {
        // Remote secrets are read beside istiod, not beside the configuration.
        LOCAL_CLUSTER_SECRET_WATCHER: "true",
        SHARED_MESH_CONFIG: "istio",
      },
    },
    ...meshConfigOf(mesh, discoveryOf(name)),
    global: {
      ...identityOf(mesh, primary),
      ...(name === undefined ? {} : { caAddress: `${name}:15012` }),
      externalIstiod: true,
      ...ownNamespaceOnly(revision.version),
    },
  };
  // The webhooks call it by this name, so it has to stand in its certificate.
  const layered = withCustomHost(withLayers(values, externalLayers(host, primary)), name);
  return operatorOf(mesh, revision, {
    name: "install",
    profile: "empty",
    spec: { components: { pilot: { enabled: true } }, values: withMountedConfig(layered) },
  });
}

/** The primary's values make the proxies, so they belong to its istiod; of the host's, what it does not share with it. */
export function externalLayers(host: Cluster, primary: Cluster): readonly ValuesLayer[] {
  return [...primary.values, ...host.values.filter(({ layer }) => layer === "cluster")];
}

/** The cluster whose API server holds the mesh's configuration, and the rights by which the istiod in `host` acts there. */
export function configClusterOperator(
  input: ControlPlaneInput,
  cluster: PrimaryCluster,
  host: HostCluster,
): JsonMap {
  const { mesh } = input;
  const name = hostNameOf(host);
  const path = `/inject/cluster/${cluster.name}/net/${cluster.network}`;
  const values: JsonMap = {
    ...defaultsOf(mesh, input.revision),
    pilot: { configMap: true },
    ...meshConfigOf(mesh, discoveryOf(name)),
    istiodRemote:
      name === undefined
        ? { injectionPath: path }
        : { injectionURL: `https://${name}:15017${path}` },
    ...(name === undefined ? {} : { base: { validationURL: `https://${name}:15017/validate` } }),
    global: {
      ...identityOf(mesh, cluster),
      configCluster: true,
      ...(name === undefined ? { remotePilotAddress: sentinelFor(host.name, input.ipv6) } : {}),
    },
  };
  return operatorOf(mesh, input.revision, {
    name: "install",
    profile: "remote",
    spec: { values: withLayers(values, cluster.values) },
  });
}

function discoveryOf(name: string | undefined): JsonMap {
  return name === undefined ? {} : { defaultConfig: { discoveryAddress: `${name}:15012` } };
}

/**
 * Whatever istiod does outside of its namespace it does in other clusters, so it gets no rights over the host: neither
 * cluster roles nor webhooks are rendered. Minors before 1.28 know how to leave out the webhooks only.
 */
function ownNamespaceOnly(version: string): JsonMap {
  return hasFeature(version, "resource-scope")
    ? { resourceScope: "namespace" }
    : { operatorManageWebhooks: true, configValidation: false };
}

/** ConfigMap by the folder in which istiod looks for files before it asks its API server, which is another cluster's. */
const MOUNTED = [
  ["config-volume", "istio", "/etc/istio/config"],
  ["inject-volume", "istio-sidecar-injector", "/var/lib/istio/inject"],
] as const;

/** Beside the user's volumes, which as a list would replace these. */
function withMountedConfig(values: JsonMap): JsonMap {
  const pilot = values["pilot"];
  const own = isMap(pilot) ? pilot : {};
  const volumes = MOUNTED.map(([name, configMap]) => ({ name, configMap: { name: configMap } }));
  const mounts = MOUNTED.map(([name, , mountPath]) => ({ name, mountPath }));
  return {
    ...values,
    pilot: {
      ...own,
      volumes: [...volumes, ...listOf(own["volumes"])],
      volumeMounts: [...mounts, ...listOf(own["volumeMounts"])],
    },
  };
}

function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}
