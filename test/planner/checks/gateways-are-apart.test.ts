import { describe, expect, test } from "vitest";
import type { LiveGateway } from "../../../src/planner/facts.ts";
import { gatewaysAreApart } from "../../../src/planner/checks/gateways-are-apart.ts";
import type { ReachableFacts } from "../../../src/planner/facts.ts";
import { meshOf } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, factsOf } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }", "c: { network: o }");

function gateway(
  selector: LiveGateway["selector"],
  ports: readonly number[],
  name = "shop",
  namespace = "team",
): Partial<ReachableFacts> {
  const object = { apiVersion: "networking.istio.io/v1", kind: "Gateway", namespace, name };
  return { gateways: [{ object, selector, ports }] };
}
const EAST_WEST = { istio: "eastwestgateway" };
const said = (clusters: string, ports: string): string =>
  `the Gateway team/shop of a selects the east-west gateway of ${clusters} too, on ${ports}`;

describe("MP0611: Gateways of others stay off the east-west gateway", () => {
  test("accepts other pods, other networks' gateways, and the exposes of the mesh", () => {
    for (const one of [
      gateway({ istio: "ingressgateway" }, [15443]),
      gateway({ ...EAST_WEST, "topology.istio.io/network": "o" }, [15443]),
      gateway(EAST_WEST, [15443], "cross-network-gateway", "istio-system"),
      gateway(EAST_WEST, [15012, 15017], "istiod-gateway", "istio-system"),
    ])
      expectAccepted(gatewaysAreApart, MESH, { a: one, b: {}, c: {} });
  });

  test("warns of what selects them: the primary's, and those of its remotes", () => {
    const network = { "topology.istio.io/network": "m" };
    const all = { b: {}, c: {} };
    expectRefused(
      gatewaysAreApart,
      MESH,
      { a: gateway(EAST_WEST, [15443]), ...all },
      said("a, b", "port 15443"),
    );
    expectRefused(
      gatewaysAreApart,
      MESH,
      { a: gateway({ ...EAST_WEST, ...network }, [15443]), ...all },
      said("b", "port 15443"),
    );
  });

  test("takes a Gateway without a selector for one of every gateway", () => {
    expectRefused(
      gatewaysAreApart,
      MESH,
      { a: gateway({}, [15443, 15012, 15017]), b: {}, c: {} },
      said("a, b", "the ports 15443, 15012, 15017"),
    );
  });

  test("knows the ports of istiod only where it has remotes", () => {
    const c = {
      gateways: [
        {
          object: { apiVersion: "networking.istio.io/v1", kind: "Gateway", name: "x" },
          selector: EAST_WEST,
          ports: [15012],
        },
      ],
    };
    expectAccepted(gatewaysAreApart, MESH, { a: {}, b: {}, c });
  });

  test("knows the pods of a gateway of others by what its Service selects", () => {
    const mesh = meshOf("a: { network: n, gateway: { service: edge/gw } }", "b: { network: m }");
    const gatewayService = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "gw", namespace: "edge" },
      spec: { selector: { app: "edge" } },
    };
    const a = { gatewayService, ...gateway({ app: "edge" }, [15443]) };
    expect(gatewaysAreApart.check(factsOf(mesh, { a, b: {} })).map(({ code }) => code)).toEqual([
      "MP0611",
    ]);
  });
});
