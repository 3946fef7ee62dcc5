/**
 * The objects that meshplan makes without a renderer. Written by `npx vitest run test/report/plain-objects.test.ts -u`.
 */
export const OWN_OBJECTS: readonly string[] = [
  "CustomResourceDefinition backendtlspolicies.gateway.networking.k8s.io",
  "CustomResourceDefinition gatewayclasses.gateway.networking.k8s.io",
  "CustomResourceDefinition gateways.gateway.networking.k8s.io",
  "CustomResourceDefinition grpcroutes.gateway.networking.k8s.io",
  "CustomResourceDefinition httproutes.gateway.networking.k8s.io",
  "CustomResourceDefinition listenersets.gateway.networking.k8s.io",
  "CustomResourceDefinition referencegrants.gateway.networking.k8s.io",
  "CustomResourceDefinition tcproutes.gateway.networking.k8s.io",
  "CustomResourceDefinition tlsroutes.gateway.networking.k8s.io",
  "CustomResourceDefinition udproutes.gateway.networking.k8s.io",
  "Gateway {namespace}/cross-network-gateway",
  "Gateway {namespace}/istiod-gateway",
  "Namespace {namespace}",
  "Secret {namespace}/cacerts",
  "Secret {namespace}/istio-kubeconfig",
  "Secret {namespace}/istio-reader-service-account-istio-remote-secret-token",
  "Secret {namespace}/istio-remote-secret-{cluster}",
  "Secret {namespace}/istiod-istio-remote-secret-token",
  "VirtualService {namespace}/istiod-vs",
  "VirtualService {namespace}/istiod-vs-{revision}",
];
