import type { KubeObject } from "../../src/kube/object.ts";
import { deferred } from "../../src/planner/deferred.ts";
import type { Plan } from "../../src/planner/plan.ts";
import { configMap, id, planOf } from "./plans.ts";

const NS = "istio-system";
const namespaced = (
  apiVersion: string,
  kind: string,
  name: string,
  rest: object = {},
): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: NS },
  ...rest,
});
const namespace: KubeObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: NS } };
const crd: KubeObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "gateways.networking.istio.io" },
};
const gatewayService = namespaced("v1", "Service", "istio-eastwestgateway", {
  spec: { type: "LoadBalancer" },
});
const istiod = namespaced("apps/v1", "Deployment", "istiod");
const eastWest = namespaced("apps/v1", "Deployment", "istio-eastwestgateway");
const expose = namespaced("networking.istio.io/v1", "Gateway", "istiod-gateway");
const token = namespaced("v1", "Secret", "reader-token", {
  type: "kubernetes.io/service-account-token",
});
const remoteSecret = namespaced("v1", "Secret", "istio-remote-secret-cluster2", {
  data: {
    cluster2: deferred({ action: id("cluster2/reader-token"), output: "token" }, "{}", true),
  },
});
const available = (name: string) =>
  ({ kind: "deployment-available", namespace: NS, name, timeoutSeconds: 300 }) as const;
const address = {
  kind: "load-balancer-address",
  namespace: NS,
  name: "istio-eastwestgateway",
  timeoutSeconds: 600,
} as const;
const hole = deferred({ action: id("cluster1/gateway-address"), output: "address" }, "{}:15012");

/** The seed mesh in small: every kind of action, a hole between clusters, and a token that goes from one to the other. */
export function seedPlan(): Plan {
  const [one, two] = ["cluster1", "cluster2"];
  return planOf(
    { id: `${one}/namespace`, objects: [namespace] },
    {
      id: `${one}/gateway-address`,
      needs: [`${one}/namespace`],
      objects: [gatewayService],
      waits: [address],
    },
    {
      id: `${one}/control-plane`,
      needs: [`${one}/namespace`],
      objects: [crd, configMap("istio"), istiod],
      waits: [
        { kind: "crds-established", names: [crd.metadata.name], timeoutSeconds: 300 },
        available("istiod"),
      ],
    },
    {
      id: `${one}/gateway`,
      needs: [`${one}/control-plane`, `${one}/gateway-address`],
      objects: [eastWest],
      waits: [available("istio-eastwestgateway")],
    },
    { id: `${one}/expose-control-plane`, needs: [`${one}/control-plane`], objects: [expose] },
    { id: `${two}/namespace`, objects: [namespace] },
    {
      id: `${two}/control-plane`,
      needs: [
        `${one}/expose-control-plane`,
        `${one}/gateway`,
        `${one}/gateway-address`,
        `${two}/namespace`,
      ],
      objects: [crd, configMap("istio", { remotePilotAddress: hole })],
      waits: [{ kind: "crds-established", names: [crd.metadata.name], timeoutSeconds: 300 }],
    },
    {
      id: `${two}/reader-token`,
      needs: [`${two}/control-plane`],
      kind: { kind: "reader-token", secret: "reader-token" },
      objects: [token],
      waits: [{ kind: "token-filled", namespace: NS, name: "reader-token", timeoutSeconds: 300 }],
    },
    {
      id: `${one}/remote-secret:${two}`,
      needs: [`${one}/control-plane`, `${two}/reader-token`],
      kind: {
        kind: "remote-secret",
        of: "cluster2",
        access: { server: "https://10.2.0.2:6443" },
        tokenFrom: `${two}/reader-token`,
      },
      objects: [remoteSecret],
    },
    { id: `${two}/attached`, needs: [`${one}/remote-secret:${two}`], kind: { kind: "wait" } },
  );
}
