import type { JsonMap, KubeObject } from "../../../kube/object.ts";
import { istioMinor } from "../../../mesh/istio-versions.ts";
import type { Cluster } from "../../../mesh/model.ts";
import { gatewayRevision } from "../../../mesh/revisions.ts";
import type { BuildContext } from "../build-context.ts";
import type { DesiredAction } from "../../desired-action.ts";
import { withLayers } from "../operator.ts";
import { GATEWAY_NAME } from "../../names.ts";
import { needsGatewayApi } from "../gateway-api/component.ts";
import { controlPlaneNeeds } from "../links.ts";
import { actionBase, needs, plainObject } from "../parts.ts";

/** The class whose Gateways istiod turns into gateways between networks. */
const EAST_WEST_CLASS = "istio-east-west";
const SETTINGS_NAME = `${GATEWAY_NAME}-settings`;

/**
 * The east-west gateway of an ambient mesh: a Gateway of the Gateway API, from which istiod makes account, Deployment and
 * Service of the same name. There is no Service to write beforehand, and nothing in the mesh waits for its address: the
 * istiods of other clusters read it from the Gateway's status.
 *
 * Source: istio samples/multicluster/gen-eastwest-gateway.sh, with --ambient.
 */
export function ambientGateway(context: BuildContext): DesiredAction {
  const { cluster, mesh } = context;
  const { namespace } = mesh.istio;
  const { addressSeconds, readySeconds } = mesh.timeouts;
  const place = { namespace, name: GATEWAY_NAME } as const;
  const settings = settingsOf(cluster, namespace);
  return {
    ...actionBase(context, "gateway"),
    kind: "apply",
    needs: needs(
      ...controlPlaneNeeds(mesh, cluster.name, "the istiod that makes its pods and Service"),
      ...needsGatewayApi(context, "the kind of the Gateway"),
    ),
    objects: [...(settings === undefined ? [] : [settings]), gatewayOf(context, settings)].map(
      (object) => plainObject(context, object),
    ),
    waits: [
      { kind: "gateway-programmed", ...place, timeoutSeconds: addressSeconds },
      { kind: "deployment-available", ...place, timeoutSeconds: readySeconds },
      // Programmed may be true by the address that another cluster's gateway of the same name has.
      {
        kind: "load-balancer-address",
        ...place,
        timeoutSeconds: addressSeconds,
        hostNameIsFine: true,
      },
    ],
  };
}

function gatewayOf({ mesh, cluster }: BuildContext, settings: KubeObject | undefined): KubeObject {
  const name = gatewayRevision(mesh, cluster)?.name ?? "";
  const network = { "topology.istio.io/network": cluster.network };
  const { address } = cluster.gateway;
  return {
    apiVersion:
      istioMinor(mesh.istio.version)?.gatewayApi.apiVersion ?? "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: {
      name: GATEWAY_NAME,
      namespace: mesh.istio.namespace,
      labels: { ...network, ...(name === "" ? {} : { "istio.io/rev": name }) },
    },
    spec: {
      gatewayClassName: EAST_WEST_CLASS,
      ...(address === undefined ? {} : { addresses: [{ type: "IPAddress", value: address }] }),
      infrastructure: {
        ...madeObjects(mesh.metadata, cluster, network),
        ...(settings === undefined
          ? {}
          : { parametersRef: { group: "", kind: "ConfigMap", name: settings.metadata.name } }),
      },
      listeners: [
        {
          name: "mesh",
          port: 15008,
          protocol: "HBONE",
          tls: {
            mode: "Terminate",
            options: { "gateway.istio.io/tls-terminate-mode": "ISTIO_MUTUAL" },
          },
        },
      ],
    },
  };
}

/**
 * Labels and annotations of what istiod makes. Left out, it would copy all of the Gateway's, pod template included, and with
 * them the label by which meshplan knows its own.
 */
function madeObjects(
  { labels, annotations }: BuildContext["mesh"]["metadata"],
  cluster: Cluster,
  network: JsonMap,
): JsonMap {
  const all = { ...annotations, ...cluster.gateway.annotations };
  return {
    labels: { ...labels, ...network },
    ...(Object.keys(all).length === 0 ? {} : { annotations: all }),
  };
}

/**
 * Settings that a Gateway has no fields for: patches of the objects istiod makes, in a ConfigMap that the Gateway names. Each
 * is YAML; JSON is YAML that every reader understands.
 */
function settingsOf(cluster: Cluster, namespace: string): KubeObject | undefined {
  const { allowFrom, values } = cluster.gateway;
  const { replicas, resources, ...placement } = withLayers({}, values);
  const container =
    resources === undefined ? {} : { containers: [{ name: "istio-proxy", resources }] };
  const pod = { ...placement, ...container };
  const patches: Readonly<Record<string, JsonMap | undefined>> = {
    deployment: Object.keys(pod).length === 0 ? undefined : { spec: { template: { spec: pod } } },
    horizontalPodAutoscaler: typeof replicas === "number" ? autoscaler(replicas) : undefined,
    service:
      allowFrom.length === 0
        ? undefined
        : { spec: { loadBalancerSourceRanges: [...allowFrom].sort() } },
  };
  const texts = Object.entries(patches).flatMap(([kind, patch]) =>
    patch === undefined ? [] : [[kind, JSON.stringify(patch, undefined, 2)] as const],
  );
  if (texts.length === 0) return undefined;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: SETTINGS_NAME, namespace },
    data: Object.fromEntries(texts),
  };
}

/** A wish for more pods is the autoscaler's lower bound, as for the gateways of sidecar mode. */
function autoscaler(replicas: number): JsonMap {
  const USUAL_MAXIMUM = 5;
  return { spec: { minReplicas: replicas, maxReplicas: Math.max(USUAL_MAXIMUM, replicas) } };
}
