import type { ActionId } from "../../src/planner/action.ts";
import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../src/kube/object.ts";
import { renderedProblem } from "../../src/planner/rendered-shape.ts";

const object = (apiVersion: string, kind: string, more: object = {}): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: "x", namespace: "istio-system" },
  ...more,
});
const SERVICE = object("v1", "Service");
const PODS = { spec: { template: { metadata: {}, spec: {} } } };

describe("what was rendered", () => {
  test("for a gateway has its Service, and pods where pods belong", () => {
    const deployment = object("apps/v1", "Deployment", PODS);
    expect(
      renderedProblem({ for: "cluster1/gateway" as ActionId }, [deployment, SERVICE]),
    ).toBeUndefined();
  });

  test.each<[string, string, readonly KubeObject[]]>([
    ["a gateway without a Service", "cluster1/gateway", [object("v1", "ConfigMap")]],
    ["a Deployment without pods", "cluster1/control-plane", [object("apps/v1", "Deployment")]],
    [
      "a DaemonSet whose pods are a list",
      "cluster1/control-plane",
      [object("apps/v1", "DaemonSet", { spec: { template: [] } })],
    ],
    ["a kind of somebody else", "cluster1/gateway", [SERVICE, object("batch/v1", "Job")]],
  ])("is refused where it has %s", (_, request, objects) => {
    expect(renderedProblem({ for: request as ActionId }, objects)).toEqual(expect.any(String));
  });

  describe("an EndpointSlice that leads elsewhere than asked for", () => {
    test.each([
      ["another address", ["198.51.100.9"], "192.0.2.1"],
      ["one address more", ["192.0.2.1", "198.51.100.9"], "192.0.2.1"],
      ["an address where none was asked for", ["198.51.100.9"], undefined],
    ])("is refused: %s", (_, addresses, wanted) => {
      const slice = {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { name: "istiod-remote", namespace: "istio-system" },
        endpoints: [{ addresses }],
      };
      const request = (address: string | undefined) => ({
        for: "cluster2/control-plane" as ActionId,
        operator: { spec: { values: { global: { remotePilotAddress: address } } } },
      });
      expect(renderedProblem(request(wanted), [slice])).toContain(
        "EndpointSlice istio-system/istiod-remote leads to ",
      );
      expect(
        renderedProblem(request("192.0.2.1"), [
          { ...slice, endpoints: [{ addresses: ["192.0.2.1"] }] },
        ]),
      ).toBeUndefined();
    });
  });

  describe("values of the injector that lead elsewhere than asked for", () => {
    const withAddress = (address: string) => ({
      ...object("v1", "ConfigMap"),
      data: { values: JSON.stringify({ global: { remotePilotAddress: address } }) },
    });
    const request = (address?: string) => ({
      for: "cluster2/control-plane" as ActionId,
      operator: { spec: { values: { global: { remotePilotAddress: address } } } },
    });

    test.each([
      ["198.51.100.9", "192.0.2.1"],
      ["198.51.100.9", undefined],
    ])("are refused: %s for %s", (address, wanted) => {
      expect(renderedProblem(request(wanted), [withAddress(address)])).toBe(
        'ConfigMap istio-system/x leads to "198.51.100.9", not to the istiod that was asked for',
      );
    });

    test.each([
      ["192.0.2.1", "192.0.2.1"],
      ["", undefined],
    ])("are not: %s for %s", (address, wanted) => {
      expect(renderedProblem(request(wanted), [withAddress(address)])).toBeUndefined();
    });
  });

  describe("pods of another revision than asked for", () => {
    const pods = (where: string, revision: string) =>
      object("apps/v1", "Deployment", {
        spec: { template: { metadata: { [where]: { "istio.io/rev": revision } }, spec: {} } },
      });
    const request = (revision?: string) => ({
      for: "cluster1/ingress" as ActionId,
      operator: { spec: { revision } },
    });

    test.each([
      ["labels", "blue", "green"],
      ["annotations", "blue", undefined],
      ["labels", "default", "green"],
    ])("are refused: by %s, %s for %s", (where, revision, wanted) => {
      expect(renderedProblem(request(wanted), [pods(where, revision)])).toBe(
        `the pods of Deployment istio-system/x belong to the revision "${revision}", not to "${wanted ?? "default"}"`,
      );
    });

    test.each([
      ["annotations", "green", "green"],
      ["labels", "default", undefined],
    ])("are not: by %s, %s for %s", (where, revision, wanted) => {
      expect(renderedProblem(request(wanted), [pods(where, revision)])).toBeUndefined();
    });
  });
});
