import type { JsonMap } from "../../../src/kube/object.ts";
import type { RenderRequest } from "../../../src/ports.ts";

export function request(action: string, name: string, spec: JsonMap): RenderRequest {
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

/** A remote whose primary has a host name. */
export const REMOTE_BY_NAME = request("cluster2/remote-by-name", "install", {
  profile: "remote",
  values: {
    istiodRemote: {
      injectionURL: "https://east.example.com:15017/inject/cluster/cluster2/net/network2",
    },
    global: { remotePilotAddress: "east.example.com" },
  },
});

/** A remote with an istiod of its own that only injects. */
export const REMOTE_WITH_INJECTOR = request("cluster2/remote-with-injector", "install", {
  profile: "remote",
  values: {
    pilot: { configMap: true },
    istiodRemote: {
      injectionPath: "/inject/cluster/cluster2/net/network2",
      enabledLocalInjectorIstiod: true,
    },
    global: {
      meshID: "mesh1",
      multiCluster: { clusterName: "cluster2" },
      network: "network2",
      omitSidecarInjectorConfigMap: false,
      caAddress: "istiod-remote.istio-system.svc:15012",
      remotePilotAddress: "192.0.2.1",
    },
  },
});

/** A gateway with more than one pod, on chosen nodes. */
export const LARGE_GATEWAY = request("cluster1/large-gateway", "eastwest", {
  profile: "empty",
  components: {
    ingressGateways: [
      {
        name: "istio-eastwestgateway",
        label: { istio: "eastwestgateway", app: "istio-eastwestgateway" },
        enabled: true,
        k8s: { nodeSelector: { "example.com/edge": "true" } },
      },
    ],
  },
  values: {
    gateways: {
      "istio-ingressgateway": { injectionTemplate: "gateway", autoscaleMin: 7, autoscaleMax: 7 },
    },
  },
});

/** As the documentation writes it. Not rendered by the outline. */
export const AMBIENT = request("cluster1/ambient", "install", {
  profile: "ambient",
  components: {
    pilot: { k8s: { env: [{ name: "AMBIENT_ENABLE_MULTI_NETWORK", value: "true" }] } },
  },
  values: {
    global: {
      meshID: "mesh1",
      multiCluster: { clusterName: "cluster1" },
      network: "network1",
    },
  },
});

/** Not rendered by the outline. */
export const REVISION = request("cluster1/control-plane@blue", "install-blue", {
  profile: "minimal",
  revision: "blue",
  values: {
    defaultRevision: "blue",
    revisionTags: ["stable"],
    global: {
      meshID: "mesh1",
      multiCluster: { clusterName: "cluster1" },
      network: "network1",
    },
    pilot: { traceSampling: 10 },
  },
});

/** The same request for a named revision with two tags, one of them the default. */
function revised(base: RenderRequest, action: string): RenderRequest {
  const { spec } = base.operator as { readonly spec: JsonMap };
  const own = spec["values"] as JsonMap;
  const values: JsonMap = { ...own, revisionTags: ["prod", "default"] };
  const isDefault = own["defaultRevision"] !== undefined;
  return request(action, "install", {
    ...spec,
    revision: "stable",
    values: { ...values, ...(isDefault ? { defaultRevision: "stable" } : {}) },
  });
}

export const REVISED_PRIMARY = revised(PRIMARY, "cluster1/control-plane@stable");
export const REVISED_REMOTE = revised(REMOTE, "cluster2/control-plane@stable");

export const REVISED_GATEWAY: RenderRequest = {
  for: "cluster1/revised-gateway",
  operator: {
    ...GATEWAY.operator,
    spec: { ...(GATEWAY.operator["spec"] as JsonMap), revision: "stable" },
  },
};

/** As meshplan writes it: in the place where the user's own variables are. */
export const AMBIENT_PRIMARY = request("cluster1/ambient-primary", "install", {
  profile: "ambient",
  values: {
    defaultRevision: "default",
    pilot: { env: { AMBIENT_ENABLE_MULTI_NETWORK: "true" } },
    global: {
      meshID: "mesh1",
      multiCluster: { clusterName: "cluster1" },
      network: "network1",
    },
  },
});

export const REVISED_AMBIENT_PRIMARY = revised(AMBIENT_PRIMARY, "cluster1/ambient-primary@stable");
