import type { KubeObject } from "../../../kube/object.ts";
import { chartLabels, without } from "./parts.ts";

type Definition = readonly [
  plural: string,
  kind: string,
  group: string,
  shortNames: readonly string[],
  /** The stored version first. */
  versions: readonly string[],
];

const V1 = ["v1", "v1alpha3", "v1beta1"];

/** Istio 1.30 and 1.31. Source: manifests/charts/base/files/crd-all.gen.yaml. */
const DEFINITIONS: readonly Definition[] = [
  ["authorizationpolicies", "AuthorizationPolicy", "security", ["ap"], ["v1", "v1beta1"]],
  ["destinationrules", "DestinationRule", "networking", ["dr"], V1],
  ["envoyfilters", "EnvoyFilter", "networking", [], ["v1alpha3"]],
  ["gateways", "Gateway", "networking", ["gw"], V1],
  ["peerauthentications", "PeerAuthentication", "security", ["pa"], ["v1", "v1beta1"]],
  ["proxyconfigs", "ProxyConfig", "networking", [], ["v1beta1"]],
  ["requestauthentications", "RequestAuthentication", "security", ["ra"], ["v1", "v1beta1"]],
  ["serviceentries", "ServiceEntry", "networking", ["se"], V1],
  ["sidecars", "Sidecar", "networking", [], V1],
  ["telemetries", "Telemetry", "telemetry", ["telemetry"], ["v1alpha1", "v1"]],
  ["trafficextensions", "TrafficExtension", "extensions", [], ["v1alpha1"]],
  ["virtualservices", "VirtualService", "networking", ["vs"], V1],
  ["wasmplugins", "WasmPlugin", "extensions", [], ["v1alpha1"]],
  ["workloadentries", "WorkloadEntry", "networking", ["we"], V1],
  ["workloadgroups", "WorkloadGroup", "networking", ["wg"], V1],
];

/**
 * Istio's 15 CustomResourceDefinitions, with schemas that accept any spec: the real ones are 1 MB. Only the one map that
 * meshplan writes is declared as in Istio: in an undeclared map, the owner of the map would own the entries that others
 * write.
 */
export function definitions(): readonly KubeObject[] {
  return DEFINITIONS.map(definition);
}

function definition([plural, kind, group, shortNames, versions]: Definition): KubeObject {
  const labels = without(chartLabels("", "base"), "app.kubernetes.io/name", "release");
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: {
      name: `${plural}.${group}.istio.io`,
      labels,
      annotations: { "helm.sh/resource-policy": "keep" },
    },
    spec: {
      group: `${group}.istio.io`,
      names: {
        categories: ["istio-io", `${group}-istio-io`],
        kind,
        listKind: `${kind}List`,
        plural,
        ...(shortNames.length === 0 ? {} : { shortNames }),
        singular: kind.toLowerCase(),
      },
      scope: "Namespaced",
      versions: versions.map((name) => ({
        name,
        schema: { openAPIV3Schema: kind === "Gateway" ? GATEWAY_SCHEMA : SCHEMA },
        served: true,
        storage: name === versions[0],
        subresources: { status: {} },
      })),
    },
  };
}

const ANYTHING = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
const SCHEMA = { type: "object", properties: { spec: ANYTHING, status: ANYTHING } };
const LABELS = { type: "object", additionalProperties: { type: "string" } };
const GATEWAY_SCHEMA = {
  type: "object",
  properties: { spec: { ...ANYTHING, properties: { selector: LABELS } }, status: ANYTHING },
};
