import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../src/kube/object.ts";
import type { Patch } from "../../src/mesh/model.ts";
import { patched } from "../../src/planner/patches.ts";

const DEPLOYMENT: KubeObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "istiod", namespace: "istio-system", labels: { app: "istiod" } },
  spec: {
    template: {
      spec: {
        containers: [
          { name: "discovery", args: ["discovery"], env: [{ name: "A", value: "1" }] },
          { name: "other" },
        ],
        tolerations: [{ key: "a" }],
      },
    },
  },
};

function patch(change: Patch["patch"], target: Partial<Patch["target"]> = {}): Patch {
  return { target: { kind: "Deployment", ...target }, patch: change, at: { start: 0, end: 0 } };
}

const ofPod = (spec: object): Patch => patch({ spec: { template: { spec } } });

describe("a patch", () => {
  test("merges maps and lists with keys, adds what is new, and replaces other lists", () => {
    const result = patched(DEPLOYMENT, [
      ofPod({
        priorityClassName: "system-cluster-critical",
        tolerations: [{ key: "b" }],
        containers: [
          { name: "discovery", args: ["discovery", "--log"], env: [{ name: "B", value: "2" }] },
        ],
      }),
    ]);
    expect(result).toEqual({
      ...DEPLOYMENT,
      spec: {
        template: {
          spec: {
            priorityClassName: "system-cluster-critical",
            tolerations: [{ key: "b" }],
            containers: [
              {
                name: "discovery",
                args: ["discovery", "--log"],
                env: [
                  { name: "A", value: "1" },
                  { name: "B", value: "2" },
                ],
              },
              { name: "other" },
            ],
          },
        },
      },
    });
  });

  test("removes with null, and works on what an earlier one left", () => {
    const result = patched(DEPLOYMENT, [
      patch({ metadata: { labels: { app: null, team: "a" } } }),
      patch({ metadata: { labels: { team: "b" } } }),
    ]);
    expect(result.metadata.labels).toEqual({ team: "b" });
  });

  test("matches a port by its number alone, whatever its protocol", () => {
    const service: KubeObject = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "a" },
      spec: { ports: [{ port: 15443, protocol: "TCP" }] },
    };
    const change = patch(
      { spec: { ports: [{ port: 15443, nodePort: 30443 }] } },
      { kind: "Service" },
    );
    expect(patched(service, [change])["spec"]).toEqual({
      ports: [{ port: 15443, protocol: "TCP", nodePort: 30443 }],
    });
  });

  test.each([
    ["another kind", { kind: "Service" }],
    ["another name", { name: "istiod-canary" }],
    ["another namespace", { namespace: "edge" }],
  ])("of %s leaves an object as it is, the same one", (_title, target) => {
    expect(patched(DEPLOYMENT, [patch({ spec: null }, target)])).toBe(DEPLOYMENT);
  });
});
