import { describe, expect, test } from "vitest";
import { modeStays } from "../../../src/planner/checks/mode-stays.ts";
import { meshOf, meshOfText, SEED } from "../../mesh/build-mesh.ts";
import { expectAccepted, expectRefused, factsOf } from "./verbs.ts";

const MESH = meshOf("a: { network: n }", "b: { network: m, primary: a }");
const AGENTS = { nodeAgents: ["istio-cni-node", "ztunnel"] };

describe("MP0537: a mesh keeps its mode", () => {
  test("accepts a sidecar mesh, also with a CNI plugin of its own", () => {
    expectAccepted(modeStays, MESH, { a: { nodeAgents: ["istio-cni-node"] }, b: {} });
  });

  test("accepts whatever an ambient mesh has", () => {
    const ambient = meshOfText(SEED.replace("mesh: mesh1", "mesh: mesh1\nmode: ambient"));
    expectAccepted(modeStays, ambient, { cluster1: { ...AGENTS, gatewayOfIstiod: true } });
  });

  test("accepts a gateway of istiod's that the file leaves to others", () => {
    const others = meshOf("a: { network: n, delivery: { gateway: external } }");
    expectAccepted(modeStays, others, { a: { gatewayOfIstiod: true } });
    const named = meshOf("a: { network: n, gateway: { service: infra/gateway } }");
    expectAccepted(modeStays, named, { a: { gatewayOfIstiod: true } });
  });

  test("rejects what ambient mode left, with the objects that are there", () => {
    const input = { a: { ...AGENTS, gatewayOfIstiod: true as const }, b: AGENTS };
    expectRefused(
      modeStays,
      MESH,
      input,
      "a runs the mesh in ambient mode (the gateway istio-eastwestgateway of istiod, istio-cni-node, ztunnel), and the file has `mode: sidecar`",
      "b runs the mesh in ambient mode (istio-cni-node, ztunnel), and the file has `mode: sidecar`",
    );
    expect(modeStays.check(factsOf(MESH, input)).map(({ help }) => help)).toEqual([
      expect.stringContaining(
        "kubectl --context a delete --namespace istio-system gateways.gateway.networking.k8s.io/istio-eastwestgateway daemonset/istio-cni-node daemonset/ztunnel, then plan again",
      ),
      expect.stringContaining(
        "kubectl --context b delete --namespace istio-system daemonset/istio-cni-node daemonset/ztunnel, then plan again",
      ),
    ]);
  });

  test("rejects a gateway alone, where its agents are gone", () => {
    expectRefused(
      modeStays,
      MESH,
      { a: { gatewayOfIstiod: true } },
      "a runs the mesh in ambient mode (the gateway istio-eastwestgateway of istiod), and the file has `mode: sidecar`",
    );
  });
});
