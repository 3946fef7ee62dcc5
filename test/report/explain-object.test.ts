import { expect, test } from "vitest";
import { SENTINEL_IPV4 } from "../../src/planner/deferred.ts";
import { explainObject } from "../../src/report/explain-object.ts";

test("an object is explained by the layer and the line of every value", async () => {
  const text = explainObject({
    object: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      namespace: "istio-system",
      name: "istio-eastwestgateway",
    },
    action: "cluster2/gateway",
    renderer: "istioctl 1.31.0",
    values: [
      {
        path: "values.global.remotePilotAddress",
        value: SENTINEL_IPV4,
        layer: "meshplan",
        place: "mesh.yaml:7",
      },
      { path: "hub", value: "docker.io/istio", layer: "meshplan", place: "mesh.yaml:7" },
      {
        path: "values.gateways.istio-ingressgateway.autoscaleMin",
        value: 3,
        layer: "defaults",
        place: "mesh.yaml:12",
      },
      {
        path: "components.ingressGateways.0.k8s.tolerations",
        value: [{ key: "example.com/edge", operator: "Exists", effect: "NoSchedule" }],
        layer: "cluster",
        place: "mesh.yaml:20",
      },
    ],
    patches: [
      {
        path: "spec",
        value: { spec: { minReadySeconds: 5 } },
        layer: "patch",
        place: "mesh.yaml:31",
      },
    ],
  });
  await expect(text).toMatchFileSnapshot("goldens/explain-object.txt");
});
