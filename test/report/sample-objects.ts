import {
  defaultValidator,
  injector,
  revisionValidator,
} from "../../src/embedded/istio/outline/webhooks.ts";
import type { Json, JsonMap, KubeObject } from "../../src/kube/object.ts";
import { actionId } from "../../src/planner/action.ts";
import { deferred } from "../../src/planner/deferred.ts";
import type { ClusterName } from "../../src/mesh/model.ts";

/** Objects as istioctl 1.31 renders them for the seed's file, shortened to what a plan shows. */
const NAMESPACE = "istio-system";
const APP = { "app.kubernetes.io/part-of": "istio", "istio.io/rev": "default" };
const RBAC = "rbac.authorization.k8s.io/v1";

function object(
  apiVersion: string,
  kind: string,
  name: string,
  rest: JsonMap = {},
  namespace?: string,
): KubeObject {
  return {
    apiVersion,
    kind,
    metadata: { ...(namespace === undefined ? {} : { namespace }), name, labels: APP },
    ...rest,
  };
}

const inside = (apiVersion: string, kind: string, name: string, rest: JsonMap = {}): KubeObject =>
  object(apiVersion, kind, name, rest, NAMESPACE);

export function namespace(number: number): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: {
      name: NAMESPACE,
      labels: { "topology.istio.io/network": `network${number}` },
      ...(number === 1
        ? {}
        : { annotations: { "topology.istio.io/controlPlaneClusters": "cluster1" } }),
    },
  };
}

const CRDS = [
  "authorizationpolicies.security",
  "destinationrules.networking",
  "envoyfilters.networking",
  "gateways.networking",
  "peerauthentications.security",
  "proxyconfigs.networking",
  "requestauthentications.security",
  "serviceentries.networking",
  "sidecars.networking",
  "telemetries.telemetry",
  "trafficextensions.extensions",
  "virtualservices.networking",
  "wasmplugins.extensions",
  "workloadentries.networking",
  "workloadgroups.networking",
];

function crds(): readonly KubeObject[] {
  return CRDS.map((name) =>
    object("apiextensions.k8s.io/v1", "CustomResourceDefinition", `${name}.istio.io`, {}),
  );
}

/** What a plain Istio allows in its own namespace; elsewhere it reads its configuration. */
const NARROW: Readonly<Record<string, readonly [group: string, resource: string]>> = {
  "istiod-gateway-controller-istio-system": ["apps", "deployments"],
  istiod: ["", "secrets"],
  "istio-eastwestgateway-sds": ["", "secrets"],
};

function role(kind: string, name: string): KubeObject {
  const [group, resource] = NARROW[name] ?? ["networking.istio.io", "*"];
  const rules = [{ apiGroups: [group], verbs: ["get", "list"], resources: [resource] }];
  const rest = kind.endsWith("Binding")
    ? { roleRef: { kind: kind.replace("Binding", ""), name }, subjects: [] }
    : { rules };
  return object(RBAC, kind, name, rest, kind.startsWith("Cluster") ? undefined : NAMESPACE);
}

function deployment(name: string, image: string): KubeObject {
  return inside("apps/v1", "Deployment", name, {
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          ...(name === "istiod" ? {} : { securityContext: { runAsNonRoot: true } }),
          containers: [
            {
              name: name === "istiod" ? "discovery" : "istio-proxy",
              image,
              resources: { requests: { cpu: "500m", memory: "2048Mi" } },
            },
          ],
        },
      },
    },
  });
}

function autoscaler(name: string): KubeObject {
  return inside("autoscaling/v2", "HorizontalPodAutoscaler", name, {
    spec: { minReplicas: 1, maxReplicas: 5 },
  });
}

export function meshConfig(discovery: string): string {
  return [
    "defaultConfig:",
    `  discoveryAddress: ${discovery}`,
    "defaultProviders:",
    "  metrics:",
    "  - prometheus",
    "enablePrometheusMerge: true",
    "trustDomain: cluster.local",
    "",
  ].join("\n");
}

export function controlPlane(): readonly KubeObject[] {
  return [
    ...crds(),
    inside("v1", "ServiceAccount", "istio-reader-service-account"),
    inside("v1", "ServiceAccount", "istiod"),
    ...[
      "istio-reader-clusterrole-istio-system",
      "istiod-clusterrole-istio-system",
      "istiod-gateway-controller-istio-system",
    ].flatMap((name) => [role("ClusterRole", name)]),
    role("Role", "istiod"),
    ...[
      "istio-reader-clusterrole-istio-system",
      "istiod-clusterrole-istio-system",
      "istiod-gateway-controller-istio-system",
    ].flatMap((name) => [role("ClusterRoleBinding", name)]),
    role("RoleBinding", "istiod"),
    inside("v1", "ConfigMap", "istio", {
      data: {
        mesh: meshConfig("istiod.istio-system.svc:15012"),
        meshNetworks: "networks: {}",
      },
    }),
    inside("v1", "ConfigMap", "istio-sidecar-injector", {
      data: { config: "policy: enabled", values: '{"revision":""}' },
    }),
    inside("v1", "ConfigMap", "values", { data: { "merged-values": "{}", original: "{}" } }),
    injector("/inject"),
    revisionValidator(),
    defaultValidator(),
    inside("v1", "Service", "istiod", {
      spec: {
        ports: [
          { name: "grpc-xds", port: 15010, protocol: "TCP" },
          { name: "https-dns", port: 15012, protocol: "TCP" },
          { name: "https-webhook", port: 443, protocol: "TCP", targetPort: 15017 },
          { name: "http-monitoring", port: 15014, protocol: "TCP" },
        ],
      },
    }),
    deployment("istiod", "docker.io/istio/pilot:1.31.0"),
    autoscaler("istiod"),
  ];
}

function addressHole(): Json {
  return deferred({
    action: actionId("cluster1" as ClusterName, "gateway-address"),
    output: "address",
  });
}

export function remoteProfile(number: number): readonly KubeObject[] {
  const name = `cluster${number}`;
  return [
    ...crds(),
    inside("v1", "ServiceAccount", "istio-reader-service-account"),
    role("ClusterRole", "istio-reader-clusterrole-istio-system"),
    role("ClusterRoleBinding", "istio-reader-clusterrole-istio-system"),
    inside("v1", "ConfigMap", "values", { data: { "merged-values": addressHole() } }),
    injector(`/inject/cluster/${name}/net/network${number}`),
    inside("v1", "Service", "istiod", {
      spec: {
        ports: [
          { name: "tcp-istiod", port: 15012, protocol: "TCP" },
          { name: "tcp-webhook", port: 443, protocol: "TCP", targetPort: 15017 },
        ],
      },
    }),
    inside("discovery.k8s.io/v1", "EndpointSlice", "istiod", {
      addressType: "IPv4",
      endpoints: [{ addresses: [addressHole()] }],
      ports: [
        { name: "tcp-istiod", port: 15012, protocol: "TCP" },
        { name: "tcp-webhook", port: 15017, protocol: "TCP" },
      ],
    }),
  ];
}

const GATEWAY = "istio-eastwestgateway";

export function gatewayAddress(number: number): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: GATEWAY,
      namespace: NAMESPACE,
      labels: { istio: "eastwestgateway", "topology.istio.io/network": `network${number}` },
    },
    spec: {
      type: "LoadBalancer",
      selector: { app: GATEWAY, istio: "eastwestgateway" },
      ports: [
        { name: "status-port", port: 15021, targetPort: 15021 },
        { name: "tls", port: 15443, targetPort: 15443 },
        { name: "tls-istiod", port: 15012, targetPort: 15012 },
        { name: "tls-webhook", port: 15017, targetPort: 15017 },
      ],
    },
  };
}

export function gateway(number: number): readonly KubeObject[] {
  return [
    inside("v1", "ServiceAccount", `${GATEWAY}-service-account`),
    role("Role", `${GATEWAY}-sds`),
    role("RoleBinding", `${GATEWAY}-sds`),
    {
      ...deployment(GATEWAY, "auto"),
      metadata: {
        name: GATEWAY,
        namespace: NAMESPACE,
        labels: { "topology.istio.io/network": `network${number}` },
      },
    },
    autoscaler(GATEWAY),
  ];
}

export function exposeControlPlane(): readonly KubeObject[] {
  const server = (name: string, number: number): Json => ({
    hosts: ["*"],
    port: { name, number, protocol: "TLS" },
    tls: { mode: "PASSTHROUGH" },
  });
  return [
    inside("networking.istio.io/v1", "Gateway", "istiod-gateway", {
      spec: {
        selector: { istio: "eastwestgateway" },
        servers: [server("tls-istiod", 15012), server("tls-istiodwebhook", 15017)],
      },
    }),
    inside("networking.istio.io/v1", "VirtualService", "istiod-vs", {
      spec: { hosts: ["*"], gateways: ["istiod-gateway"], tls: [] },
    }),
  ];
}

export function exposeServices(): KubeObject {
  return inside("networking.istio.io/v1", "Gateway", "cross-network-gateway", {
    spec: {
      selector: { istio: "eastwestgateway" },
      servers: [
        {
          hosts: ["*.local"],
          port: { name: "tls", number: 15443, protocol: "TLS" },
          tls: { mode: "AUTO_PASSTHROUGH" },
        },
      ],
    },
  });
}

export function readerToken(): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: "istio-reader-service-account-istio-remote-secret-token",
      namespace: NAMESPACE,
      annotations: { "kubernetes.io/service-account.name": "istio-reader-service-account" },
    },
    type: "kubernetes.io/service-account-token",
  };
}

/** Stands in goldens and searches for the one thing that must never be printed. */
export const SECRET_VALUE = "c2VjcmV0LWt1YmVjb25maWc=";

export function remoteSecret(number: number): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: `istio-remote-secret-cluster${number}`,
      namespace: NAMESPACE,
      labels: { "istio/multiCluster": "true" },
      annotations: { "networking.istio.io/cluster": `cluster${number}` },
    },
    data: { [`cluster${number}`]: SECRET_VALUE },
  };
}
