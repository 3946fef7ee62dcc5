import { describe, test } from "vitest";
import type { JsonMap, KubeObject } from "../../../src/kube/object.ts";
import { gatewayOfOthersServes } from "../../../src/planner/checks/gateway-of-others-serves.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

const MESH = meshOf(
  "a: { network: n, gateway: { service: edge/eastwest } }",
  "b: { network: m, primary: a }",
);

const BALANCED: JsonMap = { type: "LoadBalancer" };

function service(
  labels: { readonly [key: string]: string },
  ports: readonly number[],
  more = BALANCED,
): KubeObject {
  const own = { selector: { app: "edge" }, ports: ports.map((port) => ({ port })) };
  const spec: JsonMap = { ...own, ...more };
  const metadata = { name: "eastwest", namespace: "edge", labels };
  return { apiVersion: "v1", kind: "Service", metadata, spec };
}
const PORTS = [15012, 15017, 15443];
const NETWORK = { "topology.istio.io/network": "n" };

describe("MP0575, MP0576: a gateway that others made serves the mesh", () => {
  test("accepts one with the ports and the label, and clusters with a gateway of their own", () => {
    const gatewayService = service(NETWORK, PORTS);
    expectAccepted(gatewayOfOthersServes, MESH, { a: { gatewayService }, b: {} });
  });

  test("accepts an address that others gave it by hand", () => {
    const gatewayService = service(NETWORK, PORTS, { externalIPs: ["10.7.7.7"] });
    expectAccepted(gatewayOfOthersServes, MESH, { a: { gatewayService }, b: {} });
  });

  test("accepts one on nodes that istiod is told of, where the file has the address for remotes", () => {
    const onNodes = service(NETWORK, PORTS, { type: "NodePort" });
    const annotations = { "traffic.istio.io/nodeSelector": "{}" };
    const gatewayService = { ...onNodes, metadata: { ...onNodes.metadata, annotations } };
    const mesh = meshOf(
      "a: { network: n, gateway: { service: edge/eastwest, address: 10.7.7.7 } }",
      "b: { network: m, primary: a }",
    );
    expectAccepted(gatewayOfOthersServes, mesh, { a: { gatewayService }, b: {} });
    expectRefused(
      gatewayOfOthersServes,
      MESH,
      { a: { gatewayService } },
      "the gateway edge/eastwest of a cannot serve this mesh: an address: type LoadBalancer, or spec.externalIPs",
    );
  });

  test("rejects one that nobody reaches", () => {
    expectRefused(
      gatewayOfOthersServes,
      MESH,
      { a: { gatewayService: service(NETWORK, PORTS, {}) } },
      "the gateway edge/eastwest of a cannot serve this mesh: an address: type LoadBalancer, or spec.externalIPs",
    );
  });

  test("rejects one that is not there", () => {
    expectRefused(
      gatewayOfOthersServes,
      MESH,
      { a: {}, b: {} },
      "the Service edge/eastwest that gateway.service of a names does not exist",
    );
  });

  test("rejects one without what istiod and remotes look for, all of it at once", () => {
    expectRefused(
      gatewayOfOthersServes,
      MESH,
      { a: { gatewayService: service({}, [15443]) } },
      "the gateway edge/eastwest of a cannot serve this mesh: the label topology.istio.io/network=n; the port 15012; the port 15017",
    );
  });
});
