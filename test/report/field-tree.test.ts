import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSecretPath, leavesOf, treeOf } from "../../src/report/field-tree.ts";

describe("trees of printed paths", () => {
  test.each([
    ["spec.replicas", { spec: { replicas: 1 } }],
    [
      'spec.ports[port=443,protocol="TCP"].name',
      { spec: { ports: [{ port: 443, protocol: "TCP", name: 1 }] } },
    ],
    [
      'spec.containers[name="a.b[c]"].image',
      { spec: { containers: [{ name: "a.b[c]", image: 1 }] } },
    ],
    [
      "metadata.labels.topology.istio.io/network",
      { metadata: { labels: { "topology.istio.io/network": 1 } } },
    ],
    [
      "spec.selector.matchLabels.istio.io/rev",
      { spec: { selector: { matchLabels: { "istio.io/rev": 1 } } } },
    ],
    ['metadata.finalizers[="x/y"]', { metadata: { finalizers: [1] } }],
    ["data.ca.crt", { data: { "ca.crt": 1 } }],
    ["webhooks[0].rules[1]", { webhooks: [{ rules: [1] }] }],
  ])("%s", (path, tree) => {
    expect(treeOf([{ path, value: 1 }])).toEqual(tree);
  });

  test("paths that share a beginning share a branch", () => {
    expect(
      treeOf([
        { path: 'spec.ports[name="a"].port', value: 1 },
        { path: 'spec.ports[name="a"].targetPort', value: 2 },
        { path: 'spec.ports[name="b"].port', value: 3 },
      ]),
    ).toEqual({
      spec: {
        ports: [
          { name: "a", port: 1, targetPort: 2 },
          { name: "b", port: 3 },
        ],
      },
    });
  });

  test("the leaves of a tree of fields build the same tree", () => {
    const key = fc.stringMatching(/^[a-z]{1,4}$/);
    const tree = fc.letrec<{ tree: Record<string, unknown> }>((tie) => ({
      tree: fc.dictionary(key, fc.oneof(fc.integer(), tie("tree")), { minKeys: 1, maxKeys: 3 }),
    })).tree as fc.Arbitrary<Record<string, never>>;
    fc.assert(
      fc.property(tree, (body) => {
        const leaves = leavesOf(body, undefined, undefined).filter(({ path }) => path !== "");
        expect(treeOf(leaves)).toEqual(body);
      }),
    );
  });
});

test("knows which paths hold secrets", () => {
  expect(isSecretPath("Secret", "data.token")).toBe(true);
  expect(isSecretPath("Secret", ".stringData")).toBe(true);
  expect(isSecretPath("Secret", "metadata.annotations.data.x")).toBe(false);
  expect(isSecretPath("ConfigMap", "data.token")).toBe(false);
});
