import { describe, expect, test } from "vitest";
import { leaveProcessesAlone } from "../../rig/kwok-stages.ts";

const stage = (name: string): Parameters<typeof leaveProcessesAlone>[0] => ({
  metadata: { name },
  spec: { selector: { matchExpressions: [{ key: ".a", operator: "Exists" }] }, next: { b: "c" } },
});

describe("kwok's stages", () => {
  test("pod-ready leaves istiod and the gateways to the kubelet", () => {
    expect(leaveProcessesAlone(stage("pod-ready"))).toEqual({
      metadata: { name: "pod-ready" },
      spec: {
        selector: {
          matchExpressions: [
            { key: ".a", operator: "Exists" },
            { key: ".metadata.labels.app", operator: "NotIn", values: ["istiod"] },
            { key: ".metadata.labels.istio", operator: "NotIn", values: ["eastwestgateway"] },
          ],
        },
        next: { b: "c" },
      },
    });
  });

  test("every other stage stays as kwok wrote it", () => {
    expect(leaveProcessesAlone(stage("pod-delete"))).toEqual(stage("pod-delete"));
  });
});
