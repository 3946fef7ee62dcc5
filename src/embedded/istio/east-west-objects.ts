import type { JsonMap, KubeObject } from "../../kube/object.ts";
import type { GatewaySettings } from "./gateway-settings.ts";
import { at, listAt, textAt } from "../../kube/at.ts";

const CONTROLLER = "istio.io-eastwest-controller";
const API = "gateway.networking.k8s.io";
const SERVICE_TYPE = "networking.istio.io/service-type";
const CONTROLLER_VERSION = "gateway.istio.io/controller-version";

/**
 * The objects that istiod makes from one ambient east-west gateway. They are named like the Gateway, and labelled as its
 * `infrastructure` says, or like the Gateway itself where it says nothing. An autoscaler is made only on request. Fields that
 * nobody looks at are left out.
 *
 * Source: istio manifests/charts/istio-control/istio-discovery/files/waypoint.yaml.
 */
export function eastWestObjects(
  gateway: KubeObject,
  settings: GatewaySettings,
): readonly KubeObject[] {
  const { name, namespace = "" } = gateway.metadata;
  const { labels, annotations } = infrastructureOf(gateway);
  const metadata = { name, namespace, labels, annotations, ownerReferences: [ownerOf(gateway)] };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    { apiVersion: "apps/v1", kind: "Deployment", metadata, spec: workload(gateway, settings) },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        ...metadata,
        annotations: { "networking.istio.io/traffic-distribution": "PreferClose", ...annotations },
      },
      spec: serviceOf(gateway),
    },
    {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata,
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
        maxReplicas: 1,
      },
    },
  ] as unknown as readonly KubeObject[];
}

interface Infrastructure {
  readonly labels: JsonMap;
  readonly annotations: JsonMap;
}

function infrastructureOf(gateway: KubeObject): Infrastructure {
  const own = at(gateway, "spec", "infrastructure", "labels");
  const notes = at(gateway, "spec", "infrastructure", "annotations");
  const { [CONTROLLER_VERSION]: _, ...copied } = { ...gateway.metadata.annotations };
  return {
    labels: {
      ...(own === undefined ? gateway.metadata.labels : (own as JsonMap)),
      [`${API}/gateway-name`]: gateway.metadata.name,
      [`${API}/gateway-class-name`]: textAt(gateway, "spec", "gatewayClassName"),
      "gateway.istio.io/managed": CONTROLLER,
    },
    annotations: notes === undefined ? copied : (notes as JsonMap),
  };
}

function ownerOf({ metadata }: KubeObject): JsonMap {
  return { apiVersion: `${API}/v1`, kind: "Gateway", name: metadata.name, uid: metadata.uid };
}

function workload(gateway: KubeObject, { image, revision }: GatewaySettings): JsonMap {
  const { name } = gateway.metadata;
  const { labels, annotations } = infrastructureOf(gateway);
  return {
    selector: { matchLabels: { [`${API}/gateway-name`]: name } },
    template: {
      metadata: {
        annotations: { ...annotations, "istio.io/rev": revision },
        labels: {
          "sidecar.istio.io/inject": "false",
          "istio.io/dataplane-mode": "none",
          "service.istio.io/canonical-name": name,
          "service.istio.io/canonical-revision": "latest",
          ...labels,
        },
      },
      spec: {
        serviceAccountName: name,
        containers: [
          {
            name: "istio-proxy",
            image,
            args: ["proxy", "waypoint"],
            ports: [
              { containerPort: 15020, name: "metrics", protocol: "TCP" },
              { containerPort: 15021, name: "status-port", protocol: "TCP" },
              { containerPort: 15090, name: "http-envoy-prom", protocol: "TCP" },
            ],
            readinessProbe: { httpGet: { path: "/healthz/ready", port: 15021 } },
          },
        ],
        volumes: [{ name: "istiod-ca-cert", configMap: { name: "istio-ca-root-cert" } }],
      },
    },
  };
}

function serviceOf(gateway: KubeObject): JsonMap {
  const type = gateway.metadata.annotations?.[SERVICE_TYPE] ?? "LoadBalancer";
  const [address] = listAt(gateway, "spec", "addresses");
  const port = (name: string, number: unknown, appProtocol: string): JsonMap => ({
    name,
    port: Number(number),
    protocol: "TCP",
    appProtocol,
  });
  return {
    ipFamilyPolicy: "PreferDualStack",
    ports: [
      port("status-port", 15021, "tcp"),
      ...listAt(gateway, "spec", "listeners").map((listener) =>
        port(
          textAt(listener, "name"),
          at(listener, "port"),
          textAt(listener, "protocol").toLowerCase(),
        ),
      ),
    ],
    selector: { [`${API}/gateway-name`]: gateway.metadata.name },
    ...(address !== undefined && type === "LoadBalancer"
      ? { loadBalancerIP: textAt(address, "value") }
      : {}),
    type,
  };
}
