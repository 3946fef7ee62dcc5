import { describe, test } from "vitest";
import { patchesMoveNoEndpoints } from "../../../src/mesh/rules/patches-move-no-endpoints.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const patch = (target: string, text: string): string =>
  `a: { network: n, patches: [{ target: { ${target} }, patch: { ${text} } }] }`;
const labels = (text: string): string => `metadata: { labels: { ${text} } }`;
const annotations = (text: string): string => `metadata: { annotations: { ${text} } }`;

describe("MP0489: patches move no endpoints", () => {
  test.each([
    ["kind: ConfigMap, name: istio", "data: { meshNetworks: 'networks: {}' }"],
    ["kind: ConfigMap, name: istio", "data: { meshNetworks: null }"],
    [
      "kind: ConfigMap, name: istio-sidecar-injector",
      "data: { meshNetworks: 'networks: { n: {} }' }",
    ],
    ["kind: Namespace", labels("topology.istio.io/network: n")],
    ["kind: Namespace, name: other", labels("topology.istio.io/network: m")],
    ["kind: Service, name: istio-eastwestgateway", labels("topology.istio.io/network: n")],
    ["kind: Service, name: istio-eastwestgateway", labels("team: edge")],
    ["kind: Deployment, name: istiod", labels("topology.istio.io/network: m")],
  ])("accepts of %s: %s", (target, text) => {
    expectAccepted(patchesMoveNoEndpoints, meshOf(patch(target, text)));
  });

  test.each([
    [
      "kind: ConfigMap, name: istio-1-31-0",
      "data: { meshNetworks: 'networks: { n: { endpoints: [{ fromRegistry: a }] } }' }",
      "a patch of meshNetworks of ConfigMap istio-1-31-0 would move traffic between networks: istiod puts endpoints into its networks and sends traffic to its gateways besides ours",
    ],
    [
      "kind: ConfigMap",
      "data: { meshNetworks: 'networks: { m: {} }' }",
      "a patch of meshNetworks of every ConfigMap would move traffic between networks: istiod puts endpoints into its networks and sends traffic to its gateways besides ours",
    ],
    [
      "kind: Namespace",
      labels("topology.istio.io/network: m"),
      "a patch of topology.istio.io/network of Namespace istio-system would move traffic between networks: istiod takes the network of the whole cluster from it",
    ],
    [
      "kind: Namespace",
      annotations("topology.istio.io/controlPlaneClusters: '*'"),
      "a patch of topology.istio.io/controlPlaneClusters of Namespace istio-system would move traffic between networks: it says which istiods manage the cluster",
    ],
    [
      "kind: DaemonSet, name: ztunnel",
      `spec: { template: { ${labels("topology.istio.io/network: m")} } }`,
      "a patch of topology.istio.io/network of DaemonSet ztunnel would move traffic between networks: istiod takes the network of the pods from it",
    ],
    [
      "kind: Service, name: istiod",
      labels("topology.istio.io/network: m"),
      "a patch of topology.istio.io/network of Service istiod would move traffic between networks: istiod takes a Service with that label for a gateway into the network",
    ],
    [
      "kind: Service, name: istio-eastwestgateway",
      labels("networking.istio.io/gatewayPort: '443'"),
      "a patch of networking.istio.io/gatewayPort of Service istio-eastwestgateway would move traffic between networks: it is the port to which other networks send",
    ],
  ])("rejects of %s: %s", (target, text, said) => {
    expectRefused(patchesMoveNoEndpoints, meshOf(patch(target, text)), said);
  });
});
