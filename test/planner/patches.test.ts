import { describe, expect, test } from "vitest";
import type { KubeObject } from "../../src/kube/object.ts";
import type { Patch } from "../../src/mesh/model.ts";
import { valueAt } from "../../src/mesh/value-at.ts";
import { missedDeletions, patched } from "../../src/planner/patches.ts";

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

  test("deletes every item with the keys that it names, and nothing else", () => {
    const service: KubeObject = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "a" },
      spec: {
        ports: [
          { port: 53, protocol: "UDP" },
          { port: 80, protocol: "TCP" },
          { port: 53, protocol: "TCP" },
        ],
      },
    };
    const target = { kind: "Service" };
    const left = (...items: readonly object[]) =>
      patched(service, [patch({ spec: { ports: items } }, target)])["spec"];
    expect(left({ port: 53, $patch: "delete" })).toEqual({
      ports: [{ port: 80, protocol: "TCP" }],
    });
    expect(left({ port: 53, protocol: "UDP", $patch: "delete" })).toEqual({
      ports: [
        { port: 80, protocol: "TCP" },
        { port: 53, protocol: "TCP" },
      ],
    });
    // In the order of the patch: what was deleted may come back as something else.
    expect(left({ port: 80, $patch: "delete" }, { port: 80, name: "http" })).toEqual({
      ports: [
        { port: 53, protocol: "UDP" },
        { port: 53, protocol: "TCP" },
        { port: 80, name: "http" },
      ],
    });
  });

  test("leaves neither a null nor an order to delete in what it adds", () => {
    const added = patched(DEPLOYMENT, [
      ofPod({
        containers: [
          { name: "new", image: null, env: [{ name: "A", $patch: "delete" }, { name: "B" }] },
        ],
        volumes: [{ name: "v", $patch: "delete" }],
      }),
    ]);
    expect(valueAt(added, "/spec/template/spec")).toMatchObject({ volumes: [] });
    expect(valueAt(added, "/spec/template/spec/containers/2")).toEqual({
      name: "new",
      env: [{ name: "B" }],
    });
  });

  test("says which of the items that are to go are not there", () => {
    const change = ofPod({
      containers: [
        { name: "other", $patch: "delete" },
        { name: "discovery", env: [{ name: "Z", $patch: "delete" }] },
        { name: "none", $patch: "delete" },
      ],
    });
    const containers = ["spec", "template", "spec", "containers"];
    expect(missedDeletions(DEPLOYMENT, change)).toEqual([
      [...containers, 1, "env", 0],
      [...containers, 2],
    ]);
    expect(missedDeletions({ ...DEPLOYMENT, kind: "DaemonSet" }, change)).toEqual([]);
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
