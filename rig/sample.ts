import type { JsonMap } from "../src/kube/object.ts";
import { WORKLOAD_PORT } from "./workload.ts";

/** How pods of the sample become part of the mesh. */
export type SampleMode = "sidecar" | "ambient";

const JOINS: Readonly<
  Record<SampleMode, { readonly namespace: JsonMap; readonly service: JsonMap }>
> = {
  sidecar: { namespace: { "istio-injection": "enabled" }, service: {} },
  ambient: {
    namespace: { "istio.io/dataplane-mode": "ambient" },
    service: { "istio.io/global": "true" },
  },
};

/** The sample application of Istio's guides: one Service, and version `vN` of its Deployment in cluster `n`. */
export function helloworld(
  n: number,
  mode: SampleMode,
): readonly { readonly path: string; readonly body: JsonMap }[] {
  const version = `v${n}`;
  const labels = { app: "helloworld", version };
  const port = { name: "http", port: WORKLOAD_PORT };
  const container = {
    name: "helloworld",
    image: `docker.io/istio/examples-helloworld-${version}`,
    ports: [{ containerPort: WORKLOAD_PORT }],
  };
  return [
    {
      path: "/api/v1/namespaces",
      body: {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: "sample", labels: JOINS[mode].namespace },
      },
    },
    {
      path: "/api/v1/namespaces/sample/services",
      body: {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "helloworld", labels: { app: "helloworld", ...JOINS[mode].service } },
        spec: { selector: { app: "helloworld" }, ports: [port] },
      },
    },
    {
      path: "/apis/apps/v1/namespaces/sample/deployments",
      body: {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: `helloworld-${version}` },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [container] } },
        },
      },
    },
  ];
}

export const HELLOWORLD_CLUSTER = `outbound|${WORKLOAD_PORT}||helloworld.sample.svc.cluster.local`;
export const HELLOWORLD_SNI = `outbound_.${WORKLOAD_PORT}_._.helloworld.sample.svc.cluster.local`;
