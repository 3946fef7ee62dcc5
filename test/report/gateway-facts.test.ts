import { describe, expect, test } from "vitest";
import type { JsonMap } from "../../src/kube/object.ts";
import { gatewayFacts, portsOpenedBy } from "../../src/report/gateway-facts.ts";
import type { ActionView, ChangeView } from "../../src/report/view.ts";

const AMBIENT: JsonMap = {
  gatewayClassName: "istio-east-west",
  listeners: [{ name: "mesh", port: 15008, protocol: "HBONE" }],
};

function change(kind: string, name: string, after: JsonMap): ChangeView {
  return {
    verb: "create",
    object: { apiVersion: "v1", kind, name },
    cause: { kind: "file", line: 1 },
    previewed: false,
    after,
    fields: [],
    left_alone: [],
    unchanged_fields: 0,
  };
}

function opened(...changes: readonly ChangeView[]): readonly string[] {
  const action = { component: "gateway", changes } as unknown as ActionView;
  return changes.flatMap((one) => portsOpenedBy(action, one));
}

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
  const settings = { infrastructure: { parametersRef: { name: "settings" } } };

  test("are those of its listeners and of health checks", () => {
    expect(opened(change("Gateway", "gw", { spec: AMBIENT }))).toEqual(["15021", "15008"]);
  });

  test("are none where its settings narrow the load balancer, and all where they say something else", () => {
    const gateway = change("Gateway", "gw", { spec: { ...AMBIENT, ...settings } });
    const narrow = { service: '{"spec":{"loadBalancerSourceRanges":["10.0.0.0/8"]}}' };
    expect(opened(change("ConfigMap", "settings", { data: narrow }), gateway)).toEqual([]);
    const pods = change("ConfigMap", "settings", { data: { deployment: "{}" } });
    expect(opened(pods, gateway)).toEqual(["15021", "15008"]);
  });

  test("are none of a Gateway of Istio, whose load balancer is another object", () => {
    expect(opened(change("Gateway", "gw", { spec: { servers: [] } }))).toEqual([]);
  });
});
