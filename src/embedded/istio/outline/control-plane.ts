import { isMap, type Json, type JsonMap, type KubeObject } from "../../../kube/object.ts";
import { definitions } from "./definitions.ts";
import {
  autoscaler,
  clusterRole,
  clusterRoleBinding,
  ISTIOD_LABELS,
  NAMESPACE,
  object,
  operatorLabels,
  READ,
  role,
  roleBinding,
  serviceAccount,
  without,
  WRITE,
} from "./parts.ts";
import { readerAccount, readerBinding, readerRole } from "./reader.ts";
import { valuesMap } from "./values-map.ts";
import { defaultValidator, injector, revisionValidator } from "./webhooks.ts";
import { at, listAt, textAt } from "../../../kube/at.ts";

const CLUSTER_ROLE = `istiod-clusterrole-${NAMESPACE}`;
const GATEWAY_ROLE = `istiod-gateway-controller-${NAMESPACE}`;
const PILOT = operatorLabels("Pilot");

/** A primary: istiod and everything it needs. */
export function controlPlane(spec: Json | undefined): readonly KubeObject[] {
  const hasDefault = textAt(spec, "values", "defaultRevision") !== "";
  return [
    ...definitions(),
    readerAccount(),
    istiodAccount(),
    readerRole("primary"),
    ...istiodRoles(),
    readerBinding(),
    ...istiodBindings(),
    revisionValidator(),
    ...(hasDefault ? [defaultValidator()] : []),
    ...istiodConfig(spec),
    valuesMap(spec),
    injector("/inject"),
    deployment(spec),
    ...namespacedRights(),
    autoscaler("istiod", { ...ISTIOD_LABELS, ...PILOT }),
    service(),
  ];
}

/** An istiod for the configuration of another cluster: it has no rights over the cluster it runs in, and no webhooks there. */
export function externalControlPlane(spec: Json | undefined): readonly KubeObject[] {
  return [
    istiodAccount(),
    ...istiodConfig(spec),
    valuesMap(spec),
    deployment(spec),
    ...namespacedRights(),
    autoscaler("istiod", { ...ISTIOD_LABELS, ...PILOT }),
    service(),
  ];
}

/** istiod's own account. */
export function istiodAccount(): KubeObject {
  return serviceAccount("istiod", ISTIOD_LABELS);
}

export function istiodRoles(): readonly KubeObject[] {
  return [istiodRole(), gatewayControllerRole()];
}

export function istiodBindings(): readonly KubeObject[] {
  return [CLUSTER_ROLE, GATEWAY_ROLE].map((role) =>
    clusterRoleBinding(role, ISTIOD_LABELS, "istiod"),
  );
}

/** The configuration that istiod reads when it starts: the mesh's and the injector's. */
export function istiodConfig(spec: Json | undefined): readonly KubeObject[] {
  return [meshConfig(spec), injectorConfig(spec)];
}

/** istiod's rights in its own namespace. */
export function namespacedRights(): readonly KubeObject[] {
  return [
    role("istiod", ISTIOD_LABELS, [
      { groups: ["networking.istio.io"], resources: ["gateways"], verbs: ["create"] },
      {
        groups: [""],
        resources: ["secrets"],
        verbs: ["create", "get", "watch", "list", "update", "delete"],
      },
      { groups: [""], resources: ["configmaps"], verbs: ["delete"] },
      {
        groups: ["coordination.k8s.io"],
        resources: ["leases"],
        verbs: ["get", "update", "patch", "create"],
      },
    ]),
    roleBinding("istiod", ISTIOD_LABELS, { name: "istiod", namespace: NAMESPACE }),
  ];
}

function istiodRole(): KubeObject {
  return clusterRole(CLUSTER_ROLE, ISTIOD_LABELS, [
    {
      groups: ["admissionregistration.k8s.io"],
      resources: ["mutatingwebhookconfigurations"],
      verbs: [...READ, "update", "patch"],
    },
    {
      groups: ["admissionregistration.k8s.io"],
      resources: ["validatingwebhookconfigurations"],
      verbs: [...READ, "update"],
    },
    {
      groups: ["security", "networking", "telemetry", "extensions"].map((g) => `${g}.istio.io`),
      resources: ["*"],
      verbs: READ,
    },
    { groups: ["networking.istio.io"], resources: ["workloadentries"], verbs: WRITE },
    { groups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"], verbs: READ },
    {
      groups: [""],
      resources: ["pods", "nodes", "services", "namespaces", "endpoints", "secrets"],
      verbs: READ,
    },
    { groups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: READ },
    { groups: [""], resources: ["configmaps"], verbs: ["create", ...READ, "update"] },
    { groups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] },
  ]);
}

function gatewayControllerRole(): KubeObject {
  return clusterRole(GATEWAY_ROLE, ISTIOD_LABELS, [
    { groups: ["apps"], resources: ["deployments"], verbs: WRITE },
    { groups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: WRITE },
    { groups: ["policy"], resources: ["poddisruptionbudgets"], verbs: WRITE },
    { groups: [""], resources: ["services", "serviceaccounts"], verbs: WRITE },
  ]);
}

function configMap(name: string, data: JsonMap): KubeObject {
  const labels = { ...without(ISTIOD_LABELS, "app"), ...PILOT };
  const metadata = { name, namespace: NAMESPACE, labels };
  return object("v1", "ConfigMap", metadata, { data });
}

export function meshConfig(spec: Json | undefined): KubeObject {
  const own = textAt(spec, "values", "meshConfig", "defaultConfig", "discoveryAddress");
  const domain = textAt(spec, "values", "meshConfig", "trustDomain");
  const mesh = `defaultConfig:
  discoveryAddress: ${own === "" ? `istiod.${NAMESPACE}.svc:15012` : own}
  meshId: ${textAt(spec, "values", "global", "meshID")}
defaultProviders:
  metrics:
  - prometheus
enablePrometheusMerge: true
rootNamespace: ${NAMESPACE}
trustDomain: ${domain === "" ? "cluster.local" : domain}`;
  return configMap("istio", { mesh, meshNetworks: "networks: {}" });
}

function injectorConfig(spec: Json | undefined): KubeObject {
  const global = at(spec, "values", "global") ?? {};
  return configMap("istio-sidecar-injector", {
    config: "defaultTemplates: [sidecar]\npolicy: enabled\ntemplates:\n  sidecar: |\n",
    values: JSON.stringify({ global }, undefined, 2),
  });
}

export function service(): KubeObject {
  const labels = { ...ISTIOD_LABELS, ...PILOT, istio: "pilot" };
  return object(
    "v1",
    "Service",
    { name: "istiod", namespace: NAMESPACE, labels },
    {
      spec: {
        ports: [
          { name: "grpc-xds", port: 15010, protocol: "TCP" },
          { name: "https-dns", port: 15012, protocol: "TCP" },
          { name: "https-webhook", port: 443, protocol: "TCP", targetPort: 15017 },
          { name: "http-monitoring", port: 15014, protocol: "TCP" },
        ],
        selector: { app: "istiod", istio: "pilot" },
      },
    },
  );
}

export function deployment(spec: Json | undefined): KubeObject {
  const pod = {
    ...without(ISTIOD_LABELS, "release"),
    ...PILOT,
    istio: "pilot",
    "sidecar.istio.io/inject": "false",
  };
  return object(
    "apps/v1",
    "Deployment",
    {
      name: "istiod",
      namespace: NAMESPACE,
      labels: { ...ISTIOD_LABELS, ...PILOT, istio: "pilot" },
    },
    {
      spec: {
        selector: { matchLabels: { istio: "pilot" } },
        strategy: { rollingUpdate: { maxSurge: "100%", maxUnavailable: "25%" } },
        template: {
          metadata: {
            annotations: { "sidecar.istio.io/inject": "false" },
            labels: { ...pod, "istio.io/dataplane-mode": "none" },
          },
          spec: {
            containers: [discovery(spec)],
            serviceAccountName: "istiod",
            volumes: [
              { name: KUBECONFIG, secret: { secretName: KUBECONFIG, optional: true } },
              ...listAt(spec, "values", "pilot", "volumes"),
            ],
          },
        },
      },
    },
  );
}

/** The Secret in which istiod finds its configuration's API server, if that is not the one of its own cluster. */
const KUBECONFIG = "istio-kubeconfig";
const KUBECONFIG_FOLDER = "/var/run/secrets/remote";

/** The environment variables of the profile and of the user, as the chart adds them. */
function ownSettings(spec: Json | undefined): readonly JsonMap[] {
  const profile: JsonMap =
    textAt(spec, "profile") === "ambient" ? { PILOT_ENABLE_AMBIENT: "true" } : {};
  const own = at(spec, "values", "pilot", "env");
  return Object.entries({ ...profile, ...(isMap(own) ? own : {}) }).map(([name, value]) => ({
    name,
    value: value ?? "",
  }));
}

function discovery(spec: Json | undefined): JsonMap {
  const isExternal = at(spec, "values", "global", "externalIstiod") === true;
  const field = (name: string, fieldPath: string): JsonMap => ({
    name,
    valueFrom: { fieldRef: { apiVersion: "v1", fieldPath } },
  });
  return {
    name: "discovery",
    image: `${textAt(spec, "hub")}/pilot:${textAt(spec, "tag")}`,
    args: ["discovery", "--monitoringAddr=:15014", "--domain", "cluster.local"],
    env: [
      { name: "REVISION", value: "default" },
      { name: "PILOT_CERT_PROVIDER", value: "istiod" },
      field("POD_NAME", "metadata.name"),
      field("POD_NAMESPACE", "metadata.namespace"),
      field("SERVICE_ACCOUNT", "spec.serviceAccountName"),
      { name: "KUBECONFIG", value: `${KUBECONFIG_FOLDER}/config` },
      ...(isExternal ? [{ name: "EXTERNAL_ISTIOD", value: "true" }] : []),
      {
        name: "CLUSTER_ID",
        value: textAt(spec, "values", "global", "multiCluster", "clusterName"),
      },
      ...ownSettings(spec),
    ],
    ports: [
      { containerPort: 8080, name: "http-debug", protocol: "TCP" },
      { containerPort: 15010, name: "grpc-xds", protocol: "TCP" },
      { containerPort: 15012, name: "tls-xds", protocol: "TCP" },
      { containerPort: 15017, name: "https-webhooks", protocol: "TCP" },
      { containerPort: 15014, name: "http-monitoring", protocol: "TCP" },
    ],
    readinessProbe: {
      httpGet: { path: "/ready", port: 8080 },
      initialDelaySeconds: 1,
      periodSeconds: 3,
      timeoutSeconds: 5,
    },
    resources: { requests: { cpu: "500m", memory: "2048Mi" } },
    volumeMounts: [
      { name: KUBECONFIG, mountPath: KUBECONFIG_FOLDER, readOnly: true },
      ...listAt(spec, "values", "pilot", "volumeMounts"),
    ],
  };
}
