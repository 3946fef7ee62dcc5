import { plainText } from "../plain-text.ts";
import { type Draft, mapAt, mapsAt, setDefaults } from "../json-draft.ts";

/** Source: k8s.io/kubernetes pkg/apis/core/v1/defaults.go, `SetDefaults_Service`. */
export function defaultService(object: Draft): void {
  const spec = mapAt(object, "spec", true);
  setDefaults(spec, { type: "ClusterIP", sessionAffinity: "None" });
  for (const port of mapsAt(spec, "ports")) {
    setDefaults(port, { protocol: "TCP" });
    if (port["targetPort"] === undefined || port["targetPort"] === 0 || port["targetPort"] === "")
      port["targetPort"] = port["port"];
  }
  const type = spec["type"];
  if (type !== "ExternalName") setDefaults(spec, { internalTrafficPolicy: "Cluster" });
  if (type === "LoadBalancer" || type === "NodePort")
    setDefaults(spec, { externalTrafficPolicy: "Cluster" });
  if (type === "LoadBalancer") setDefaults(spec, { allocateLoadBalancerNodePorts: true });
  if (spec["sessionAffinity"] === "ClientIP") {
    const config = mapAt(mapAt(spec, "sessionAffinityConfig", true), "clientIP", true);
    setDefaults(config, { timeoutSeconds: 10_800 });
  }
}

export function defaultNamespace(object: Draft): void {
  const metadata = mapAt(object, "metadata", true);
  const name = metadata["name"];
  if (typeof name === "string" && name !== "")
    mapAt(metadata, "labels", true)["kubernetes.io/metadata.name"] = name;
}

export function defaultSecret(object: Draft): void {
  setDefaults(object, { type: "Opaque" });
  const plain = mapAt(object, "stringData");
  if (plain === undefined) return;
  const coded = mapAt(object, "data", true);
  for (const [key, value] of Object.entries(plain))
    coded[key] = Buffer.from(plainText(value), "utf8").toString("base64");
  delete object["stringData"];
}

export function defaultEndpointSlice(object: Draft): void {
  for (const port of mapsAt(object, "ports")) setDefaults(port, { name: "", protocol: "TCP" });
}

export function defaultNetworkPolicy(object: Draft): void {
  const spec = mapAt(object, "spec", true);
  if (spec["policyTypes"] === undefined)
    spec["policyTypes"] = mapsAt(spec, "egress").length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
  for (const direction of ["ingress", "egress"])
    for (const rule of mapsAt(spec, direction))
      for (const port of mapsAt(rule, "ports")) setDefaults(port, { protocol: "TCP" });
}

/** Source: k8s.io/kubernetes pkg/apis/rbac/v1/defaults.go. */
export function defaultBinding(object: Draft): void {
  const roleRef = mapAt(object, "roleRef", true);
  if (roleRef["apiGroup"] === undefined || roleRef["apiGroup"] === "")
    roleRef["apiGroup"] = "rbac.authorization.k8s.io";
  for (const subject of mapsAt(object, "subjects"))
    if (subject["kind"] === "User" || subject["kind"] === "Group")
      setDefaults(subject, { apiGroup: "rbac.authorization.k8s.io" });
}

/** Source: k8s.io/kubernetes pkg/apis/admissionregistration/v1/defaults.go. */
export function defaultWebhooks(object: Draft): void {
  for (const webhook of mapsAt(object, "webhooks")) {
    setDefaults(webhook, {
      failurePolicy: "Fail",
      matchPolicy: "Equivalent",
      timeoutSeconds: 10,
      namespaceSelector: {},
      objectSelector: {},
    });
    if (object["kind"] === "MutatingWebhookConfiguration")
      setDefaults(webhook, { reinvocationPolicy: "Never" });
    for (const rule of mapsAt(webhook, "rules")) setDefaults(rule, { scope: "*" });
    const client = mapAt(webhook, "clientConfig");
    const service = client === undefined ? undefined : mapAt(client, "service");
    if (service !== undefined) setDefaults(service, { port: 443 });
  }
}

export function defaultDefinition(object: Draft): void {
  const spec = mapAt(object, "spec", true);
  setDefaults(mapAt(spec, "conversion", true), { strategy: "None" });
  if (mapAt(spec, "conversion", true)["strategy"] === "")
    mapAt(spec, "conversion", true)["strategy"] = "None";
  const names = mapAt(spec, "names", true);
  const kind = typeof names["kind"] === "string" ? names["kind"] : "";
  setDefaults(names, { singular: kind.toLowerCase(), listKind: `${kind}List` });
}
