import { isList, isMap, type Json, type JsonMap, type KubeObject } from "../../kube/object.ts";
import {
  at,
  autoscaler,
  chartLabels,
  NAMESPACE,
  object,
  operatorLabels,
  role,
  roleBinding,
  serviceAccount,
  textAt,
  without,
} from "./parts.ts";

const CHART = {
  ...chartLabels("istio-ingressgateway", "istio-ingress"),
  ...operatorLabels("IngressGateways"),
};

/** The gateways of an IstioOperator; meshplan asks for one, the east-west gateway. */
export function gateways(spec: Json | undefined): readonly KubeObject[] {
  const list = at(spec, "components", "ingressGateways");
  return isList(list) ? list.flatMap(gateway) : [];
}

function gateway(component: Json): readonly KubeObject[] {
  const name = textAt(component, "name");
  const own = textsOf(at(component, "label"));
  const labels = { ...CHART, ...own };
  const account = `${name}-service-account`;
  return [
    serviceAccount(account, labels),
    deployment(name, own, account, component),
    role(`${name}-sds`, CHART, [
      { groups: [""], resources: ["secrets"], verbs: ["get", "watch", "list"] },
    ]),
    roleBinding(`${name}-sds`, CHART, { name: account }),
    autoscaler(name, labels),
    object(
      "v1",
      "Service",
      { name, namespace: NAMESPACE, labels },
      {
        spec: {
          ports: at(component, "k8s", "service", "ports") ?? [],
          selector: own,
          type: "LoadBalancer",
        },
      },
    ),
  ];
}

/** The component's own labels select its pods, so the network is a part of a selector that cannot be changed. */
function deployment(
  name: string,
  own: { readonly [key: string]: string },
  serviceAccountName: string,
  component: Json,
): KubeObject {
  const env = at(component, "k8s", "env");
  const ports = at(component, "k8s", "service", "ports");
  const container: JsonMap = {
    name: "istio-proxy",
    // The injector puts the proxy's image here.
    image: "auto",
    env: [...(isList(env) ? env : []), { name: "ISTIO_META_UNPRIVILEGED_POD", value: "true" }],
    ports: [
      ...(isList(ports) ? ports : []).map((port) => ({
        containerPort: at(port, "targetPort") ?? null,
        protocol: "TCP",
      })),
      { containerPort: 15090, name: "http-envoy-prom", protocol: "TCP" },
    ],
    resources: {
      limits: { cpu: "2000m", memory: "1024Mi" },
      requests: { cpu: "100m", memory: "128Mi" },
    },
  };
  const metadata = { name, namespace: NAMESPACE, labels: { ...CHART, ...own } };
  return object("apps/v1", "Deployment", metadata, {
    spec: {
      selector: { matchLabels: own },
      strategy: { rollingUpdate: { maxSurge: "100%", maxUnavailable: "25%" } },
      template: {
        metadata: {
          annotations: {
            "inject.istio.io/templates": "gateway",
            "sidecar.istio.io/inject": "true",
          },
          labels: {
            ...without(CHART, "istio.io/rev"),
            ...own,
            chart: "gateways",
            heritage: "Tiller",
            "service.istio.io/canonical-name": name,
            "service.istio.io/canonical-revision": "latest",
            "sidecar.istio.io/inject": "true",
          },
        },
        spec: {
          containers: [container],
          securityContext: { runAsGroup: 1337, runAsNonRoot: true, runAsUser: 1337 },
          serviceAccountName,
        },
      },
    },
  });
}

function textsOf(value: Json | undefined): { readonly [key: string]: string } {
  if (!isMap(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  );
}
