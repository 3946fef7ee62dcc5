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
});
