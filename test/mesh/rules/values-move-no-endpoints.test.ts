import { describe, test } from "vitest";
import { valuesMoveNoEndpoints } from "../../../src/mesh/rules/values-move-no-endpoints.ts";
import { meshOf } from "../build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const metadata = (name: string, value: string): string =>
  `a: { network: n, values: { meshConfig: { defaultConfig: { proxyMetadata: { ${name}: ${value} } } } } }`;
const ingress = (label: string): string =>
  `a: { network: n, values: { gateways: { istio-ingressgateway: { labels: { ${label} } } } } }`;

describe("MP0489: values move no endpoints", () => {
  test("accepts what says nothing, and what says the same", () => {
    expectAccepted(
      valuesMoveNoEndpoints,
      meshOf(
        "a: { network: n, values: { global: { meshNetworks: {} }, pilot: { env: { PILOT_MULTICLUSTER_KUBECONFIG_PATH: '' } } } }",
      ),
    );
    expectAccepted(valuesMoveNoEndpoints, meshOf(metadata("ISTIO_META_NETWORK", "n")));
    expectAccepted(valuesMoveNoEndpoints, meshOf(metadata("ISTIO_META_CLUSTER_ID", "a")));
    expectAccepted(valuesMoveNoEndpoints, meshOf(metadata("ISTIO_META_DNS_CAPTURE", '"true"')));
    expectAccepted(valuesMoveNoEndpoints, meshOf(ingress("team: edge")));
  });

  test("rejects meshNetworks, whatever it says", () => {
    const said =
      "the value global.meshNetworks would move traffic between networks: istiod puts endpoints into its networks and sends traffic to its gateways besides ours";
    const networks = (network: string): string =>
      `a: { network: n, values: { global: { meshNetworks: { n: ${network} } } } }`;
    expectRefused(
      valuesMoveNoEndpoints,
      meshOf(
        networks(
          "{ endpoints: [{ fromRegistry: a }], gateways: [{ address: 10.9.9.9, port: 443 }] }",
        ),
      ),
      said,
    );
    expectRefused(
      valuesMoveNoEndpoints,
      meshOf(networks("{ endpoints: [{ fromCidr: 10.0.0.0/8 }] }")),
      said,
    );
  });

  test("rejects another network or cluster for every proxy", () => {
    expectRefused(
      valuesMoveNoEndpoints,
      meshOf(metadata("ISTIO_META_NETWORK", "N")),
      "the value meshConfig.defaultConfig.proxyMetadata.ISTIO_META_NETWORK would move traffic between networks: it is the network that every proxy says it is on",
    );
    expectRefused(
      valuesMoveNoEndpoints,
      meshOf(metadata("ISTIO_META_CLUSTER_ID", "Kubernetes")),
      "the value meshConfig.defaultConfig.proxyMetadata.ISTIO_META_CLUSTER_ID would move traffic between networks: it is the cluster that every proxy says it is in",
    );
  });

  test("rejects remote secrets from a file, and a second gateway into a network", () => {
    expectRefused(
      valuesMoveNoEndpoints,
      meshOf(
        "a: { network: n, values: { pilot: { env: { PILOT_MULTICLUSTER_KUBECONFIG_PATH: /etc/k } } } }",
      ),
      "the value pilot.env.PILOT_MULTICLUSTER_KUBECONFIG_PATH would move traffic between networks: istiod then reads clusters from files, and no remote secret",
    );
    expectRefused(
      valuesMoveNoEndpoints,
      meshOf(ingress("topology.istio.io/network: n")),
      'the value gateways.istio-ingressgateway.labels["topology.istio.io/network"] would move traffic between networks: istiod takes a Service with that label for a gateway into the network',
    );
  });

  const patched = (target: string, text: string) =>
    meshOf(`a: { network: n, patches: [{ target: { ${target} }, patch: { ${text} } }] }`);
  const container = (name: string, env: string): string =>
    `spec: { template: { spec: { containers: [{ name: ${name}, env: [${env}] }] } } }`;

  test("rejects the same in patches of what the charts make of values", () => {
    expectRefused(
      valuesMoveNoEndpoints,
      patched(
        "kind: Deployment, name: istiod",
        container("discovery", "{ name: PILOT_MULTICLUSTER_KUBECONFIG_PATH, value: /etc/k }"),
      ),
      "PILOT_MULTICLUSTER_KUBECONFIG_PATH in the patch of Deployment istiod would move traffic between networks: istiod then reads clusters from files, and no remote secret",
    );
    expectRefused(
      valuesMoveNoEndpoints,
      patched(
        "kind: Deployment, name: istio-eastwestgateway",
        container("istio-proxy", "{ name: ISTIO_META_CLUSTER_ID, value: b }"),
      ),
      "ISTIO_META_CLUSTER_ID in the patch of Deployment istio-eastwestgateway would move traffic between networks: it is the cluster that every proxy says it is in",
    );
    expectRefused(
      valuesMoveNoEndpoints,
      patched(
        "kind: ConfigMap, name: istio-canary",
        "data: { mesh: 'defaultConfig: { proxyMetadata: { ISTIO_META_NETWORK: m } }' }",
      ),
      "defaultConfig.proxyMetadata.ISTIO_META_NETWORK in data.mesh in the patch of ConfigMap istio-canary would move traffic between networks: it is the network that every proxy says it is on",
    );
    expectRefused(
      valuesMoveNoEndpoints,
      patched(
        "kind: Deployment",
        "spec: { template: { metadata: { annotations: { proxy.istio.io/config: 'proxyMetadata: { ISTIO_META_NETWORK: m }' } } } }",
      ),
      "proxyMetadata.ISTIO_META_NETWORK in proxy.istio.io/config in the patch of every Deployment would move traffic between networks: it is the network that every proxy says it is on",
    );
  });

  test.each([
    ["kind: Deployment", container("discovery", "{ name: ISTIO_META_NETWORK, value: m }")],
    ["kind: Deployment", container("istio-proxy", "{ name: ISTIO_META_NETWORK, value: n }")],
    ["kind: Deployment", container("other", "{ name: ISTIO_META_NETWORK, value: m }")],
    ["kind: Deployment", container("istio-proxy", "{ name: ISTIO_META_NETWORK, $patch: delete }")],
    ["kind: Job", container("istio-proxy", "{ name: ISTIO_META_NETWORK, value: m }")],
    [
      "kind: ConfigMap, name: other",
      "data: { mesh: 'defaultConfig: { proxyMetadata: { ISTIO_META_NETWORK: m } }' }",
    ],
    ["kind: ConfigMap, name: istio", "data: { mesh: 'defaultConfig: [' }"],
    ["kind: ConfigMap, name: istio", "data: { mesh: null }"],
  ])("accepts of %s: %s", (target, text) => {
    expectAccepted(valuesMoveNoEndpoints, patched(target, text));
  });
});
