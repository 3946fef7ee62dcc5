import type { Json, JsonMap } from "../../../kube/object.ts";
import type { Cluster, Mesh, Revision } from "../../../mesh/model.ts";
import { GATEWAY_NAME } from "../../names.ts";
import { onlyKeys, operatorOf, withLayers } from "../operator.ts";

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
        onlyKeys(cluster.values, ["global"]),
      ),
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
