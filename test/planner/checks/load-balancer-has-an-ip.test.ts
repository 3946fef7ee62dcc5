import { describe, test } from "vitest";
import type { Json, KubeObject } from "../../../src/kube/object.ts";
import { loadBalancerHasAnIp } from "../../../src/planner/checks/load-balancer-has-an-ip.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused } from "./verbs.ts";

function gatewayAt(...ingress: readonly Json[]): { readonly gatewayService: KubeObject } {
  const metadata = { name: "istio-eastwestgateway", namespace: "istio-system" };
  const status = { loadBalancer: { ingress: [...ingress] } };
  return { gatewayService: { apiVersion: "v1", kind: "Service", metadata, status } };
}

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");
const NAME = gatewayAt({ hostname: "lb.example.com" });

describe("MP0507: the load balancer of a primary with remotes has an IP address", () => {
  test("accepts an IP address, no address yet, and a name where no remote needs it", () => {
    expectAccepted(loadBalancerHasAnIp, MESH, { a: gatewayAt({ ip: "10.0.0.7" }), b: NAME });
    expectAccepted(loadBalancerHasAnIp, MESH, { a: gatewayAt() });
  });

  test("accepts a name where the file has an address of its own", () => {
    const mesh = meshOf(
      "a: { network: n, gateway: { address: 10.0.0.7 } }",
      "b: { network: m, primary: a }",
    );
    expectAccepted(loadBalancerHasAnIp, mesh, { a: NAME });
  });

  test("rejects a name of the load balancer of a host", () => {
    expectRefused(
      loadBalancerHasAnIp,
      meshOf("hub:", "config: { network: n, controlPlane: hub }"),
      { hub: NAME },
      "the load balancer of hub has the host name lb.example.com, and the clusters it serves are planned for an IP address",
    );
  });

  test("rejects a name", () => {
    expectRefused(
      loadBalancerHasAnIp,
      MESH,
      { a: NAME, b: {} },
      "the load balancer of a has the host name lb.example.com, and its remotes are planned for an IP address",
    );
  });
});
