import { isList, isMap, type Json, type JsonMap } from "../../../kube/object.ts";
import { containerEnv } from "./container-env.ts";
import {
  merged,
  omitted,
  type PathTable,
  picked,
  translate,
  type Translated,
} from "./translate.ts";
import { mapAt } from "../../../kube/at.ts";

const NETWORK = "topology.istio.io/network";
const NETWORK_VIEW = "ISTIO_META_REQUESTED_NETWORK_VIEW";

/** The ports that the chart gives a Service by itself where `networkGateway` is set. */
const NETWORK_PORTS: { readonly [name: string]: number } = {
  "status-port": 15021,
  tls: 15443,
  "tls-istiod": 15012,
  "tls-webhook": 15017,
};

const SERVICE_FIELDS = [
  "type",
  "clusterIP",
  "loadBalancerIP",
  "loadBalancerClass",
  "loadBalancerSourceRanges",
  "allocateLoadBalancerNodePorts",
  "externalTrafficPolicy",
  "internalTrafficPolicy",
  "healthCheckNodePort",
  "externalIPs",
  "ipFamilyPolicy",
  "ipFamilies",
] as const;

/** `components.ingressGateways[].k8s` → values of the chart `gateway`. */
const KUBERNETES: PathTable = {
  ...same("replicaCount", "resources", "nodeSelector", "tolerations", "affinity"),
  ...same("podAnnotations", "priorityClassName", "strategy", "imagePullPolicy"),
  ...same("readinessProbe", "podDisruptionBudget", "securityContext"),
  serviceAnnotations: "service.annotations",
  ...Object.fromEntries(SERVICE_FIELDS.map((name) => [`service.${name}`, `service.${name}`])),
  "hpaSpec.minReplicas": "autoscaling.minReplicas",
  "hpaSpec.maxReplicas": "autoscaling.maxReplicas",
};

/** `values.gateways.istio-ingressgateway`, the layout of the charts inside istioctl → values of the chart `gateway`. */
const VALUES: PathTable = {
  ...same("replicaCount", "resources", "nodeSelector", "tolerations", "affinity"),
  ...same("podAnnotations", "topologySpreadConstraints", "env", "additionalContainers"),
  "serviceAccount.annotations": "serviceAccount.annotations",
  serviceAnnotations: "service.annotations",
  ports: "service.ports",
  ...Object.fromEntries(SERVICE_FIELDS.map((name) => [name, `service.${name}`])),
  autoscaleEnabled: "autoscaling.enabled",
  autoscaleMin: "autoscaling.minReplicas",
  autoscaleMax: "autoscaling.maxReplicas",
  "cpu.targetAverageUtilization": "autoscaling.targetCPUUtilizationPercentage",
  "memory.targetAverageUtilization": "autoscaling.targetMemoryUtilizationPercentage",
};

function same(...names: readonly string[]): PathTable {
  return Object.fromEntries(names.map((name) => [name, name]));
}

/** The values of a gateway: one of `components.ingressGateways`, with what the operator says for all of them. */
export function gatewayValues(component: JsonMap, spec: JsonMap, prefix: string): Translated {
  const kubernetes = mapAt(component, "k8s");
  const shared = translate(
    omitted(mapAt(spec, "values", "gateways", "istio-ingressgateway"), ALWAYS_SO),
    VALUES,
    "values.gateways.istio-ingressgateway",
  );
  const own = translate(
    { ...omitted(kubernetes, ["env"]), service: omitted(mapAt(kubernetes, "service"), ["ports"]) },
    KUBERNETES,
    `${prefix}.k8s`,
  );
  const values = [fromGlobal(spec), shared.values, identity(component), own.values].reduce(merged);
  return { values, leftOver: [...shared.leftOver, ...own.leftOver] };
}

/** The chart leaves its pods to the injector's gateway template; there is nothing to choose. */
const ALWAYS_SO = ["injectionTemplate", "enabled"];

/** What pods of a gateway take from the values of the whole mesh; the rest reaches them through the injector. */
function fromGlobal(spec: JsonMap): JsonMap {
  const global = mapAt(spec, "values", "global");
  const secrets = global["imagePullSecrets"];
  return {
    ...picked(global, ["imagePullPolicy", "priorityClassName"]),
    // The charts inside istioctl have it from this switch, which is on; both make a budget only for more than one pod.
    ...(mapAt(global, "defaultPodDisruptionBudget")["enabled"] === false
      ? {}
      : { podDisruptionBudget: { minAvailable: 1 } }),
    // A list of names there, of references here.
    ...(isList(secrets) ? { imagePullSecrets: secrets.map((name) => ({ name })) } : {}),
    global: picked(global, ["networkPolicy", "platform"]),
  };
}

/**
 * Name, labels, ports and environment.
 *
 * A network is given as `networkGateway`, as Istio's guide does, which keeps it out of the selectors. With other ports than
 * the guide's that value is of no use: the chart then writes its own ports. The same labels and environment are spelt out.
 */
function identity(component: JsonMap): JsonMap {
  const { [NETWORK]: network, ...labels } = mapAt(component, "label");
  const ports = mapAt(component, "k8s", "service")["ports"];
  const { env, envVarFrom } = containerEnv(mapAt(component, "k8s")["env"]);
  const isGuides = network !== undefined && (ports === undefined || areNetworkPorts(ports));
  const isImplied = isGuides && env[NETWORK_VIEW] === network;
  return {
    name: component["name"] ?? "istio-ingressgateway",
    ...(isGuides ? { networkGateway: network } : {}),
    labels: isGuides
      ? labels
      : { ...labels, ...(network === undefined ? {} : { [NETWORK]: network }) },
    env: isImplied ? omitted(env, [NETWORK_VIEW]) : env,
    ...(envVarFrom.length === 0 ? {} : { envVarFrom }),
    ...(isGuides || ports === undefined ? {} : { service: { ports } }),
  };
}

function areNetworkPorts(ports: Json): boolean {
  if (!isList(ports) || ports.length !== Object.keys(NETWORK_PORTS).length) return false;
  return ports.every((port) => {
    if (!isMap(port)) return false;
    const { name, port: number, targetPort = number, protocol = "TCP", ...others } = port;
    const wanted = typeof name === "string" ? NETWORK_PORTS[name] : undefined;
    return (
      number === wanted &&
      targetPort === wanted &&
      protocol === "TCP" &&
      Object.keys(others).length === 0
    );
  });
}
