import type { Json, JsonMap } from "../../kube/object.ts";
import type { Cluster, Mesh, Revision, ValuesLayer } from "../../mesh/model.ts";
import { GATEWAY_NAME, INGRESS_NAME } from "../names.ts";
import { operatorOf, withLayers } from "./operator.ts";

const PORTS = [
  ["status-port", 15021],
  ["tls", 15443],
  ["tls-istiod", 15012],
  ["tls-webhook", 15017],
] as const;

/** What `samples/multicluster/gen-eastwest-gateway.sh --network N` prints, with the user's settings of the pods. */
export function gatewayOperator(mesh: Mesh, revision: Revision, cluster: Cluster): JsonMap {
  const settings = withLayers({}, cluster.gateway.values);
  const gatewayValues = { injectionTemplate: "gateway", ...replicaBounds(settings["replicas"]) };
  return operatorOf(mesh, revision, {
    name: "eastwest",
    profile: "empty",
    spec: {
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
              service: { ports: PORTS.map(([name, port]) => ({ name, port, targetPort: port })) },
              ...podSettings(settings),
            },
          },
        ],
      },
      values: withLayers(
        {
          gateways: { "istio-ingressgateway": gatewayValues },
          global: { network: cluster.network },
        },
        only(cluster.values, ["global"]),
      ),
    },
  });
}

/** What the default profile adds to the minimal one. */
export function ingressOperator(mesh: Mesh, revision: Revision, cluster: Cluster): JsonMap {
  const global = {
    meshID: mesh.name,
    multiCluster: { clusterName: cluster.name },
    network: cluster.network,
  };
  // Written into its pods, the address of an istiod elsewhere would be wrong: the injector knows it.
  const isHosted = cluster.role === "primary" && cluster.host !== undefined;
  const injected: JsonMap = isHosted
    ? { gateways: { "istio-ingressgateway": { injectionTemplate: "gateway" } } }
    : {};
  return operatorOf(mesh, revision, {
    name: "ingress",
    profile: "empty",
    spec: {
      components: { ingressGateways: [{ name: INGRESS_NAME, enabled: true }] },
      values: withLayers({ ...injected, global }, only(cluster.values, ["global", "gateways"])),
    },
  });
}

const POD_SETTINGS = ["resources", "nodeSelector", "tolerations", "affinity"] as const;

function podSettings(settings: JsonMap): JsonMap {
  return Object.fromEntries(
    POD_SETTINGS.flatMap((key) => (settings[key] === undefined ? [] : [[key, settings[key]]])),
  );
}

/** The chart's autoscaler owns the number of pods, so a wish for more of them is its lower bound. */
function replicaBounds(replicas: Json | undefined): JsonMap {
  const CHART_MAXIMUM = 5;
  return typeof replicas === "number"
    ? { autoscaleMin: replicas, autoscaleMax: Math.max(CHART_MAXIMUM, replicas) }
    : {};
}

/** The parts of the user's values that gateways read; the rest belongs to the control plane. */
function only(
  layers: readonly ValuesLayer[],
  keys: readonly string[],
): readonly { readonly values: object }[] {
  return layers.map(({ values }) => ({
    values: Object.fromEntries(Object.entries(values).filter(([key]) => keys.includes(key))),
  }));
}
