import type { Draft } from "../json-draft.ts";
import {
  defaultBinding,
  defaultDefinition,
  defaultEndpointSlice,
  defaultNamespace,
  defaultNetworkPolicy,
  defaultSecret,
  defaultService,
  defaultWebhooks,
} from "./config.ts";
import {
  defaultAutoscaler,
  defaultDaemonSet,
  defaultDeployment,
  defaultPod,
  defaultReplicaSet,
} from "./workloads.ts";

/** The values that the server fills in before it looks at owners; kinds without an entry have no defaults. */
const DEFAULTS: Readonly<Record<string, (object: Draft) => void>> = {
  Namespace: defaultNamespace,
  Secret: defaultSecret,
  Service: defaultService,
  Pod: defaultPod,
  Deployment: defaultDeployment,
  ReplicaSet: defaultReplicaSet,
  DaemonSet: defaultDaemonSet,
  HorizontalPodAutoscaler: defaultAutoscaler,
  EndpointSlice: defaultEndpointSlice,
  NetworkPolicy: defaultNetworkPolicy,
  RoleBinding: defaultBinding,
  ClusterRoleBinding: defaultBinding,
  MutatingWebhookConfiguration: defaultWebhooks,
  ValidatingWebhookConfiguration: defaultWebhooks,
  CustomResourceDefinition: defaultDefinition,
};

export function fillDefaults(object: Draft): void {
  const kind = typeof object["kind"] === "string" ? object["kind"] : "";
  DEFAULTS[kind]?.(object);
}
