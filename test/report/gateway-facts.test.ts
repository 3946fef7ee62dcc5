import { describe, expect, test } from "vitest";
import type { JsonMap } from "../../src/kube/object.ts";
import { gatewayFacts, portsOpenedBy } from "../../src/report/gateway-facts.ts";

const AMBIENT: JsonMap = {
  gatewayClassName: "istio-east-west",
  listeners: [{ name: "mesh", port: 15008, protocol: "HBONE" }],
};

describe("what a reviewer is told of a Gateway", () => {
  test("of Istio: ports, modes and hosts of its servers", () => {
    const servers = [
      { port: { number: 15443 }, tls: { mode: "AUTO_PASSTHROUGH" }, hosts: ["*.local"] },
      { port: { number: 80 }, hosts: ["a", "b"] },
    ];
    expect(gatewayFacts({ spec: { servers } })).toBe("15443 AUTO_PASSTHROUGH *.local, 80 a b");
  });

  test("of the Gateway API: its class, and ports and protocols of its listeners", () => {
    expect(gatewayFacts({ spec: AMBIENT })).toBe("istio-east-west 15008 HBONE");
  });
});

describe("the ports that a Gateway opens to any address", () => {
  const nothing = (): JsonMap => ({});
  const gateway = {
    spec: { ...AMBIENT, infrastructure: { parametersRef: { name: "settings" } } },
  };

  test("are those of its listeners and of health checks", () => {
    expect(portsOpenedBy({ spec: AMBIENT }, nothing)?.ports).toEqual(["15021", "15008"]);
  });

  test("are none where its settings narrow the load balancer, and all where they say something else", () => {
    const narrow = { service: '{"spec":{"loadBalancerSourceRanges":["10.0.0.0/8"]}}' };
    const named = (data: JsonMap) => (name: string) => (name === "settings" ? data : {});
    expect(portsOpenedBy(gateway, named(narrow))).toBeUndefined();
    expect(portsOpenedBy(gateway, named({ deployment: "{}" }))).toEqual({
      ports: ["15021", "15008"],
      by: "load balancer",
    });
  });

  test("follow the type that an annotation gives the Service, unless the settings give another", () => {
    const of = (type: string, service: JsonMap): string | undefined =>
      portsOpenedBy(
        { ...gateway, metadata: { annotations: { "networking.istio.io/service-type": type } } },
        () => ({ service: JSON.stringify({ spec: service }) }),
      )?.by;
    const narrow = { loadBalancerSourceRanges: ["10.0.0.0/8"] };
    expect(of("NodePort", narrow)).toBe("nodes");
    expect(of("LoadBalancer", {})).toBe("load balancer");
    expect(of("LoadBalancer", narrow)).toBeUndefined();
    expect(of("ClusterIP", {})).toBeUndefined();
    expect(of("NodePort", { ...narrow, type: "LoadBalancer" })).toBeUndefined();
    expect(of("ClusterIP", { type: "NodePort" })).toBe("nodes");
    expect(of("ClusterIP", { externalIPs: ["1.1.1.1"] })).toBe("addresses");
  });

  test("are none of a Gateway of Istio, whose load balancer is another object", () => {
    expect(portsOpenedBy({ spec: { servers: [] } }, nothing)).toBeUndefined();
  });
});
