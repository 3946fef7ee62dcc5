import { isList, isMap, type Json, type JsonMap, type KubeObject } from "../../../kube/object.ts";
import {
  autoscaler,
  chartLabels,
  NAMESPACE,
  object,
  operatorLabels,
  role,
  roleBinding,
  serviceAccount,
  without,
} from "./parts.ts";
import { at, textAt } from "../../../kube/at.ts";

const CHART = {
  ...chartLabels("istio-ingressgateway", "istio-ingress"),
  ...operatorLabels("IngressGateways"),
};

/** The gateways of an IstioOperator; meshplan asks for one: the east-west gateway or the ingress gateway. */
export function gateways(spec: Json | undefined): readonly KubeObject[] {
  const list = at(spec, "components", "ingressGateways");
  return isList(list) ? list.flatMap((component) => objectsOf(gatewayOf(component, spec))) : [];
}

interface Gateway {
  readonly name: string;
  /** The component's own labels, which also select its pods. */
  readonly own: { readonly [key: string]: string };
  readonly ports: readonly Json[];
  readonly env: readonly Json[];
  /** The smallest number of pods. */
  readonly replicas: number;
  /** Settings of the pods: resources, nodeSelector, tolerations, affinity. */
  readonly pods: JsonMap;
  /** The proxy's image; absent where the injector completes the pods. */
  readonly image?: string;
}

const DEFAULT_PORTS = [
  ["status-port", 15021, 15021],
  ["http2", 80, 8080],
  ["https", 443, 8443],
] as const;

function gatewayOf(component: Json, spec: Json | undefined): Gateway {
  const name = textAt(component, "name");
  const ports = at(component, "k8s", "service", "ports");
  const env = at(component, "k8s", "env");
  const labels = at(component, "label");
  const isInjected =
    textAt(spec, "values", "gateways", "istio-ingressgateway", "injectionTemplate") !== "";
  return {
    name,
    own: isMap(labels) ? textsOf(labels) : { app: name, istio: "ingressgateway" },
    ports: isList(ports)
      ? ports
      : DEFAULT_PORTS.map(([port, number, targetPort]) => {
          return { name: port, port: number, protocol: "TCP", targetPort };
        }),
    env: isList(env) ? env : [],
    replicas: numberAt(spec, "values", "gateways", "istio-ingressgateway", "autoscaleMin"),
    pods: podSettings(at(component, "k8s")),
    ...(isInjected ? {} : { image: `${textAt(spec, "hub")}/proxyv2:${textAt(spec, "tag")}` }),
  };
}

function podSettings(k8s: Json | undefined): JsonMap {
  const keys = ["nodeSelector", "tolerations", "affinity", "resources"];
  return isMap(k8s)
    ? Object.fromEntries(Object.entries(k8s).filter(([key]) => keys.includes(key)))
    : {};
}

/** The number at a path; one where there is none. */
function numberAt(value: Json | undefined, ...path: readonly string[]): number {
  const found = at(value, ...path);
  return typeof found === "number" ? found : 1;
}

/** The chart renders a budget as soon as there is more than one pod. */
function disruptionBudget({ name, own }: Gateway, labels: Gateway["own"]): KubeObject {
  return object(
    "policy/v1",
    "PodDisruptionBudget",
    { name, namespace: NAMESPACE, labels },
    {
      spec: { minAvailable: 1, selector: { matchLabels: own } },
    },
  );
}

function objectsOf(gateway: Gateway): readonly KubeObject[] {
  const { name, own, ports } = gateway;
  const labels = { ...CHART, ...own };
  const account = `${name}-service-account`;
  return [
    serviceAccount(account, labels),
    deployment(gateway, account),
    ...(gateway.replicas > 1 ? [disruptionBudget(gateway, labels)] : []),
    role(`${name}-sds`, CHART, [
      { groups: [""], resources: ["secrets"], verbs: ["get", "watch", "list"] },
    ]),
    roleBinding(`${name}-sds`, CHART, { name: account }),
    autoscaler(name, labels, gateway.replicas),
    object(
      "v1",
      "Service",
      { name, namespace: NAMESPACE, labels },
      { spec: { ports, selector: own, type: "LoadBalancer" } },
    ),
  ];
}

/** The network is part of the east-west gateway's own labels, and so of a selector that cannot be changed. */
function deployment(gateway: Gateway, serviceAccountName: string): KubeObject {
  const { name, own, image } = gateway;
  const { resources: _, ...placement } = gateway.pods;
  const isInjected = image === undefined;
  const mode = isInjected ? {} : { "istio.io/dataplane-mode": "none" };
  const metadata = { name, namespace: NAMESPACE, labels: { ...CHART, ...own, ...mode } };
  return object("apps/v1", "Deployment", metadata, {
    spec: {
      selector: { matchLabels: own },
      strategy: { rollingUpdate: { maxSurge: "100%", maxUnavailable: "25%" } },
      template: {
        metadata: {
          annotations: isInjected
            ? { "inject.istio.io/templates": "gateway", "sidecar.istio.io/inject": "true" }
            : { "istio.io/rev": "default", "sidecar.istio.io/inject": "false" },
          labels: {
            ...(isInjected ? without(CHART, "istio.io/rev") : CHART),
            ...own,
            ...mode,
            chart: "gateways",
            heritage: "Tiller",
            "service.istio.io/canonical-name": name,
            "service.istio.io/canonical-revision": "latest",
            "sidecar.istio.io/inject": String(isInjected),
          },
        },
        spec: {
          containers: [proxy(gateway)],
          ...placement,
          securityContext: { runAsGroup: 1337, runAsNonRoot: true, runAsUser: 1337 },
          serviceAccountName,
        },
      },
    },
  });
}

function proxy({ image, env, ports, pods }: Gateway): JsonMap {
  const own = isMap(pods["resources"]) ? pods["resources"] : {};
  return {
    name: "istio-proxy",
    // `auto`: the injector puts the proxy's image here.
    image: image ?? "auto",
    env: [...env, { name: "ISTIO_META_UNPRIVILEGED_POD", value: "true" }],
    ports: [
      ...ports.map((port) => ({
        containerPort: at(port, "targetPort") ?? null,
        protocol: "TCP",
      })),
      { containerPort: 15090, name: "http-envoy-prom", protocol: "TCP" },
    ],
    resources: {
      limits: { cpu: "2000m", memory: "1024Mi" },
      requests: { cpu: "100m", memory: "128Mi" },
      ...own,
    },
  };
}

function textsOf(value: Json | undefined): { readonly [key: string]: string } {
  if (!isMap(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}
