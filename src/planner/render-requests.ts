import type { JsonMap } from "../kube/object.ts";
import type { Cluster, Mesh } from "../mesh/model.ts";
import type { Topology } from "../mesh/topology.ts";
import { actionId } from "./action.ts";
import { SENTINEL_IPV4, SENTINEL_IPV6 } from "./deferred.ts";
import { GATEWAY_NAME, INGRESS_NAME } from "./plan.ts";

/** One manifest to render; `for` is the action it belongs to. */
export interface ManifestRequest {
  readonly for: string;
  readonly operator: JsonMap;
}

/**
 * What has to be rendered for a mesh: a control plane (or remote profile) and an east-west gateway per cluster,
 * and an ingress gateway per primary where the file asks for it.
 *
 * The gateway's address is always rendered as a sentinel and filled in later, so a render never depends on what is live:
 * the cache stays warm, and apply needs no renderer. `ipv6` names the primaries whose address is known to be IPv6.
 */
export function renderRequests(
  mesh: Mesh,
  topology: Topology,
  ipv6: ReadonlySet<string> = new Set(),
): readonly ManifestRequest[] {
  return mesh.clusters.flatMap((cluster) => [
    {
      for: actionId(cluster.name, "control-plane"),
      operator: controlPlaneOperator(mesh, topology, cluster, ipv6),
    },
    ...(topology.eastWestGateways.includes(cluster.name)
      ? [{ for: actionId(cluster.name, "gateway"), operator: gatewayOperator(mesh, cluster) }]
      : []),
    ...(mesh.istio.ingress === "default" && cluster.role === "primary"
      ? [{ for: actionId(cluster.name, "ingress"), operator: ingressOperator(mesh, cluster) }]
      : []),
  ]);
}

/** The sentinel a remote of `primary` is rendered with. */
export function sentinelFor(primary: string, ipv6: ReadonlySet<string>): string {
  return ipv6.has(primary) ? SENTINEL_IPV6 : SENTINEL_IPV4;
}

function controlPlaneOperator(
  mesh: Mesh,
  topology: Topology,
  cluster: Cluster,
  ipv6: ReadonlySet<string>,
): JsonMap {
  if (cluster.role === "remote") {
    return operator(mesh, "install", "remote", {
      values: {
        istiodRemote: { injectionPath: `/inject/cluster/${cluster.name}/net/${cluster.network}` },
        global: { remotePilotAddress: sentinelFor(cluster.primary, ipv6) },
      },
    });
  }
  return operator(mesh, "install", "minimal", {
    values: {
      // Adds the validator for objects without a revision label, as `istioctl install` does.
      ...(mesh.istio.defaultValidator ? { defaultRevision: "default" } : {}),
      global: {
        meshID: mesh.name,
        multiCluster: { clusterName: cluster.name },
        network: cluster.network,
        ...(topology.exposesControlPlane.includes(cluster.name) ? { externalIstiod: true } : {}),
      },
    },
  });
}

/** What `samples/multicluster/gen-eastwest-gateway.sh --network N` prints. */
function gatewayOperator(mesh: Mesh, cluster: Cluster): JsonMap {
  const ports = [
    ["status-port", 15021],
    ["tls", 15443],
    ["tls-istiod", 15012],
    ["tls-webhook", 15017],
  ] as const;
  return operator(mesh, "eastwest", "empty", {
    components: {
      ingressGateways: [
        {
          name: GATEWAY_NAME,
          label: {
            istio: "eastwestgateway",
            app: GATEWAY_NAME,
            "topology.istio.io/network": cluster.network,
          },
          enabled: true,
          k8s: {
            env: [{ name: "ISTIO_META_REQUESTED_NETWORK_VIEW", value: cluster.network }],
            service: { ports: ports.map(([name, port]) => ({ name, port, targetPort: port })) },
          },
        },
      ],
    },
    values: {
      gateways: { "istio-ingressgateway": { injectionTemplate: "gateway" } },
      global: { network: cluster.network },
    },
  });
}

/** What the default profile adds to the minimal one. */
function ingressOperator(mesh: Mesh, cluster: Cluster): JsonMap {
  return operator(mesh, "ingress", "empty", {
    components: { ingressGateways: [{ name: INGRESS_NAME, enabled: true }] },
    values: {
      global: {
        meshID: mesh.name,
        multiCluster: { clusterName: cluster.name },
        network: cluster.network,
      },
    },
  });
}

function operator(mesh: Mesh, name: string, profile: string, spec: JsonMap): JsonMap {
  return {
    apiVersion: "install.istio.io/v1alpha1",
    kind: "IstioOperator",
    metadata: { name },
    spec: { profile, hub: mesh.istio.hub, tag: mesh.istio.version, ...spec },
  };
}
