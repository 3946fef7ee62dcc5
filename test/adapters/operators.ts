import type { JsonMap } from "../../src/kube/object.ts";
import type { RenderRequest } from "../../src/ports.ts";

function request(action: string, name: string, spec: JsonMap): RenderRequest {
  return {
    for: action,
    operator: {
      apiVersion: "install.istio.io/v1alpha1",
      kind: "IstioOperator",
      metadata: { name },
      spec: { hub: "docker.io/istio", tag: "1.31.0", ...spec },
    },
  };
}

/** The kinds of IstioOperator that meshplan renders. */
export const PRIMARY = request("cluster1/control-plane", "install", {
  profile: "minimal",
  values: {
    defaultRevision: "default",
    global: {
      meshID: "mesh1",
      multiCluster: { clusterName: "cluster1" },
      network: "network1",
      externalIstiod: true,
    },
  },
});

export const REMOTE = request("cluster2/control-plane", "install", {
  profile: "remote",
  values: {
    istiodRemote: { injectionPath: "/inject/cluster/cluster2/net/network2" },
    global: { remotePilotAddress: "192.0.2.1" },
  },
});

const PORTS = [
  ["status-port", 15021],
  ["tls", 15443],
  ["tls-istiod", 15012],
  ["tls-webhook", 15017],
] as const;

export const GATEWAY = request("cluster1/gateway", "eastwest", {
  profile: "empty",
  components: {
    ingressGateways: [
      {
        name: "istio-eastwestgateway",
        label: {
          istio: "eastwestgateway",
          app: "istio-eastwestgateway",
          "topology.istio.io/network": "network1",
        },
        enabled: true,
        k8s: {
          env: [{ name: "ISTIO_META_REQUESTED_NETWORK_VIEW", value: "network1" }],
          service: { ports: PORTS.map(([name, port]) => ({ name, port, targetPort: port })) },
        },
      },
    ],
  },
  values: {
    gateways: { "istio-ingressgateway": { injectionTemplate: "gateway" } },
    global: { network: "network1" },
  },
});

export const INGRESS = request("cluster1/ingress", "ingress", {
  profile: "empty",
  components: { ingressGateways: [{ name: "istio-ingressgateway", enabled: true }] },
  values: {
    global: {
      meshID: "mesh1",
      multiCluster: { clusterName: "cluster1" },
      network: "network1",
    },
  },
});
